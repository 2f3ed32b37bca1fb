-- The journal's own file (journal.db in the state directory): what is on its way to a remote store. Not a contract for
-- readers. The same statements run at every start. `sum` is a check sum of the row's other columns, in their order: a
-- row whose sum does not fit is lost, never guessed.
CREATE TABLE IF NOT EXISTS journal_events (
  seq INTEGER NOT NULL PRIMARY KEY,  -- dense but where a damaged journal lost rows; never used twice
  at INTEGER NOT NULL,               -- when it was journalled, unix microseconds
  kind INTEGER NOT NULL,             -- 0 bar, 1 alert, 2 gap, 3 log entry, 4 resume point, 5 instrument,
                                     -- 6 session print, 7 withdrawn print
  symbol TEXT,                       -- bars only, as the columns below
  start INTEGER,                     -- unix seconds
  open INTEGER,                      -- prices in 1e-9
  high INTEGER,
  low INTEGER,
  close INTEGER,
  volume ANY,                        -- 1e-8; TEXT where it does not fit 64 bits
  vwap INTEGER,                      -- 1e-9 or null
  trade_count INTEGER,
  revision INTEGER,
  quality INTEGER,
  body TEXT,                         -- the other kinds, as JSON
  sum INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS journal_meta (
  name TEXT NOT NULL PRIMARY KEY,    -- version: of this layout; last: the newest number used; acknowledged: everything up
                                     -- to it is stored; dense: numbers have no hole above it; lost: rows of damaged
                                     -- journals that nothing could bring back
  value INTEGER NOT NULL,
  sum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS journal_poison (
  seq INTEGER NOT NULL PRIMARY KEY,  -- the event's number
  at INTEGER NOT NULL,               -- when it was set aside, unix microseconds
  reason TEXT NOT NULL,              -- the store's words
  body TEXT NOT NULL                 -- the event as JSON
) STRICT;
PRAGMA user_version = 2;
