CREATE TABLE symbol_changes (
  symbol text COLLATE "C" NOT NULL,
  since date NOT NULL,
  new_symbol text COLLATE "C" NOT NULL,
  CONSTRAINT symbol_changes_pkey PRIMARY KEY (symbol, since),
  CONSTRAINT symbol_changes_sane CHECK (symbol <> '' AND new_symbol <> '' AND symbol <> new_symbol)
);

COMMENT ON TABLE symbol_changes IS 'Securities that were called something else before.';
COMMENT ON COLUMN symbol_changes.symbol IS 'What it was called, as in price_bars.';
COMMENT ON COLUMN symbol_changes.since IS 'First session under the new name.';
COMMENT ON COLUMN symbol_changes.new_symbol IS 'What it has been called since.';
