CREATE TABLE screener_alerts (
  id uuid NOT NULL PRIMARY KEY,
  symbol text COLLATE "C" NOT NULL,
  alert_type text NOT NULL,
  trigger_price numeric NOT NULL,
  trigger_time timestamptz NOT NULL,
  conditions jsonb NOT NULL,
  metadata jsonb NOT NULL,
  sent_to_users uuid[] NOT NULL DEFAULT '{}',
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  CONSTRAINT screener_alerts_key UNIQUE (symbol, trigger_time, alert_type),
  CONSTRAINT screener_alerts_sane CHECK (symbol <> '' AND alert_type IN ('gap_up', 'gap_down') AND trigger_price > 0)
);
CREATE INDEX screener_alerts_trigger_time ON screener_alerts (trigger_time);

COMMENT ON TABLE screener_alerts IS 'Threshold alerts, one row each; never changed by the daemon after they are written.';
COMMENT ON COLUMN screener_alerts.id IS 'Derived from (symbol, trigger_time, alert_type): a replay gives the same id.';
COMMENT ON COLUMN screener_alerts.symbol IS 'As in price_bars.';
COMMENT ON COLUMN screener_alerts.alert_type IS 'gap_up or gap_down, by the sign of the move.';
COMMENT ON COLUMN screener_alerts.trigger_price IS 'Price of the trade that fired; quote currency, exact.';
COMMENT ON COLUMN screener_alerts.trigger_time IS 'Event time of that trade, UTC, to the microsecond.';
COMMENT ON COLUMN screener_alerts.conditions IS 'pct_move (signed, percent), abs_pct_move (percent), previous_close, reference_price, reference_source (previous_close, first_trade, last_alert), threshold (fraction), threshold_exceeded.';
COMMENT ON COLUMN screener_alerts.metadata IS 'bid, ask, bid_size, ask_size, spread (null for trade feeds), size, conditions (codes), tape, session.';
COMMENT ON COLUMN screener_alerts.sent_to_users IS 'For readers that notify people; the daemon leaves it empty.';
COMMENT ON COLUMN screener_alerts.active IS 'For readers; the daemon sets true.';
COMMENT ON COLUMN screener_alerts.created_at IS 'When the row was written, UTC, by the writer''s clock.';
