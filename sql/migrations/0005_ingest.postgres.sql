CREATE TABLE ingest_gaps (
  feed text COLLATE "C" NOT NULL,
  "from" timestamptz NOT NULL,
  "to" timestamptz,
  reason text NOT NULL,
  repaired_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT ingest_gaps_pkey PRIMARY KEY (feed, "from")
);
COMMENT ON TABLE ingest_gaps IS 'Times in which a feed did not deliver. Silence outside these is a quiet market.';
COMMENT ON COLUMN ingest_gaps.feed IS 'Name of the feed in the configuration.';
COMMENT ON COLUMN ingest_gaps."from" IS 'When delivery stopped, UTC.';
COMMENT ON COLUMN ingest_gaps."to" IS 'When delivery began again, UTC; null while it is open.';
COMMENT ON COLUMN ingest_gaps.reason IS 'closed, silent, connect_failed, tls_failed, refused, connection_limit, slow_consumer, protocol_error, server_leaving or shutdown.';
COMMENT ON COLUMN ingest_gaps.repaired_at IS 'When its minutes were fetched again over REST, UTC; null if they were not.';
COMMENT ON COLUMN ingest_gaps.created_at IS 'When the row was first written, UTC, by the writer''s clock.';

CREATE TABLE ingest_state (
  feed text COLLATE "C" NOT NULL,
  symbol text COLLATE "C" NOT NULL,
  event_time timestamptz NOT NULL,
  trade_id numeric NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT ingest_state_pkey PRIMARY KEY (feed, symbol)
);
COMMENT ON TABLE ingest_state IS 'How far each feed came: what is at or before it was counted already.';
COMMENT ON COLUMN ingest_state.feed IS 'Name of the feed in the configuration.';
COMMENT ON COLUMN ingest_state.symbol IS 'As in price_bars; empty for the feed as a whole.';
COMMENT ON COLUMN ingest_state.event_time IS 'Event time of the newest print counted, UTC.';
COMMENT ON COLUMN ingest_state.trade_id IS 'Provider''s id of that print (unsigned 64 bit); 0 if it gives none.';
COMMENT ON COLUMN ingest_state.updated_at IS 'When the row was last written, UTC, by the writer''s clock.';

CREATE TABLE event_log (
  id uuid NOT NULL PRIMARY KEY,
  at timestamptz NOT NULL,
  feed text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  symbol text COLLATE "C" NOT NULL,
  detail text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX event_log_at ON event_log (at);
COMMENT ON TABLE event_log IS 'Single prints and rows that a person may want to see: late, corrected, rejected.';
COMMENT ON COLUMN event_log.id IS 'Derived from the other columns: the same entry written twice is one row.';
COMMENT ON COLUMN event_log.at IS 'When this machine received it, UTC.';
COMMENT ON COLUMN event_log.feed IS 'Name of the feed in the configuration; empty if none.';
COMMENT ON COLUMN event_log.kind IS 'too_late, correction, cancel, correction_unmatched, cancel_unmatched, rejected, poison, and others to come.';
COMMENT ON COLUMN event_log.symbol IS 'As in price_bars; empty if none.';
COMMENT ON COLUMN event_log.detail IS 'One sentence with the figures.';
COMMENT ON COLUMN event_log.created_at IS 'When the row was written, UTC, by the writer''s clock.';
