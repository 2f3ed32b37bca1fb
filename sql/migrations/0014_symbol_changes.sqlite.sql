-- Securities that were called something else before.
CREATE TABLE symbol_changes (
  symbol TEXT NOT NULL,      -- what it was called, as in price_bars
  since TEXT NOT NULL,       -- first session under the new name
  new_symbol TEXT NOT NULL,  -- what it has been called since
  PRIMARY KEY (symbol, since),
  CONSTRAINT symbol_changes_sane CHECK (symbol <> '' AND new_symbol <> '' AND symbol <> new_symbol)
) STRICT, WITHOUT ROWID;
