-- Every official and auction print of a session stays, not one of each role and exchange: which of them counts is
-- decided where the day is made. By its id a print that is taken back is found again.
ALTER TABLE session_prints ADD COLUMN print_id numeric NOT NULL DEFAULT 0;
ALTER TABLE session_prints ALTER COLUMN print_id DROP DEFAULT;
ALTER TABLE session_prints DROP CONSTRAINT session_prints_pkey;
ALTER TABLE session_prints ADD CONSTRAINT session_prints_pkey
  PRIMARY KEY (symbol, session_date, role, exchange, event_time, print_id);

COMMENT ON TABLE session_prints IS 'Official and auction prices of a session, one row per print. A print that the provider took back is not in it.';
COMMENT ON COLUMN session_prints.event_time IS 'When it traded, by the exchange, UTC.';
COMMENT ON COLUMN session_prints.print_id IS 'Provider''s id of the print (unsigned 64 bit); 0 if it gives none, or of rows written before ids were kept.';
