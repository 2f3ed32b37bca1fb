-- Times in which a feed did not deliver. Silence outside these is a quiet market.
CREATE TABLE ingest_gaps (
  feed TEXT NOT NULL,            -- name of the feed in the configuration
  "from" INTEGER NOT NULL,       -- when delivery stopped, unix microseconds
  "to" INTEGER,                  -- when delivery began again, unix microseconds; null while it is open
  reason TEXT NOT NULL,          -- closed, silent, connect_failed, tls_failed, refused, connection_limit, slow_consumer,
                                 -- protocol_error, server_leaving or shutdown
  repaired_at INTEGER,           -- when its minutes were fetched again over REST, unix microseconds; null if not
  created_at INTEGER NOT NULL,   -- when the row was first written, unix microseconds, by the writer's clock
  PRIMARY KEY (feed, "from")
) STRICT, WITHOUT ROWID;

-- How far each feed came: what is at or before it was counted already.
CREATE TABLE ingest_state (
  feed TEXT NOT NULL,            -- name of the feed in the configuration
  symbol TEXT NOT NULL,          -- as in price_bars; empty for the feed as a whole
  event_time INTEGER NOT NULL,   -- event time of the newest print counted, unix microseconds
  trade_id TEXT NOT NULL,        -- provider's id of that print, unsigned 64 bit as decimal text; 0 if it gives none
  updated_at INTEGER NOT NULL,   -- when the row was last written, unix microseconds, by the writer's clock
  PRIMARY KEY (feed, symbol)
) STRICT, WITHOUT ROWID;

-- Single prints and rows that a person may want to see: late, corrected, rejected.
CREATE TABLE event_log (
  id TEXT NOT NULL PRIMARY KEY,  -- uuid derived from the other columns: the same entry written twice is one row
  at INTEGER NOT NULL,           -- when this machine received it, unix microseconds
  feed TEXT NOT NULL,            -- name of the feed in the configuration; empty if none
  kind TEXT NOT NULL,            -- too_late, correction, cancel, correction_unmatched, cancel_unmatched, rejected, poison…
  symbol TEXT NOT NULL,          -- as in price_bars; empty if none
  detail TEXT NOT NULL,          -- one sentence with the figures
  created_at INTEGER NOT NULL    -- when the row was written, unix microseconds, by the writer's clock
) STRICT;
CREATE INDEX event_log_at ON event_log (at);
