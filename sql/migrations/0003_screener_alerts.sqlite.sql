-- Threshold alerts, one row each; never changed by the daemon after they are written.
CREATE TABLE screener_alerts (
  id TEXT NOT NULL PRIMARY KEY,    -- uuid derived from (symbol, trigger_time, alert_type): a replay gives the same id
  symbol TEXT NOT NULL,            -- as in price_bars
  alert_type TEXT NOT NULL,        -- gap_up or gap_down, by the sign of the move
  trigger_price REAL NOT NULL,     -- price of the trade that fired; quote currency, 15 significant digits
  trigger_time INTEGER NOT NULL,   -- event time of that trade, unix microseconds
  conditions TEXT NOT NULL,        -- JSON: pct_move (signed, percent), abs_pct_move (percent), previous_close,
                                   -- reference_price, reference_source (previous_close, first_trade, last_alert),
                                   -- threshold (fraction), threshold_exceeded
  metadata TEXT NOT NULL,          -- JSON: bid, ask, bid_size, ask_size, spread (null for trade feeds), size,
                                   -- conditions (codes), tape, session
  sent_to_users TEXT NOT NULL DEFAULT '[]',  -- JSON array, for readers that notify people; the daemon leaves it empty
  active INTEGER NOT NULL DEFAULT 1,         -- for readers; the daemon sets 1
  created_at INTEGER NOT NULL,     -- when the row was written, unix microseconds, by the writer's clock
  CONSTRAINT screener_alerts_key UNIQUE (symbol, trigger_time, alert_type),
  CONSTRAINT screener_alerts_sane CHECK (symbol <> '' AND alert_type IN ('gap_up', 'gap_down') AND trigger_price > 0
                                         AND json_valid(conditions) AND json_valid(metadata))
) STRICT;
CREATE INDEX screener_alerts_trigger_time ON screener_alerts (trigger_time);
