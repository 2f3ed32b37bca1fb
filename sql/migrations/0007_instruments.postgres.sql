CREATE TABLE instruments (
  symbol text COLLATE "C" NOT NULL,
  calendar text COLLATE "C" NOT NULL,
  feed text COLLATE "C" NOT NULL,
  name text,
  exchange text,
  security_type text,
  sector text,
  industry text,
  sub_industry text,
  market_cap bigint,
  is_active boolean NOT NULL DEFAULT true,
  first_seen_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT instruments_pkey PRIMARY KEY (symbol),
  CONSTRAINT instruments_sane CHECK (symbol <> '')
);

COMMENT ON TABLE instruments IS 'One row per symbol ever seen: which calendar its sessions follow, and what is known of it. A feed fills what is empty and replaces nothing.';
COMMENT ON COLUMN instruments.symbol IS 'As in price_bars.';
COMMENT ON COLUMN instruments.calendar IS 'Market whose sessions it follows, as in market_calendar, such as xnys; always: UTC days; empty: not known.';
COMMENT ON COLUMN instruments.feed IS 'Feed that delivered it first, by its name in the configuration; empty: none yet.';
COMMENT ON COLUMN instruments.name IS 'Name of the company or pair; null: not known.';
COMMENT ON COLUMN instruments.exchange IS 'Listing exchange; null: not known.';
COMMENT ON COLUMN instruments.security_type IS 'Kind of security, such as CS, ETF, ADRC or CRYPTO; null: not known.';
COMMENT ON COLUMN instruments.sector IS 'Sector; null: not known.';
COMMENT ON COLUMN instruments.industry IS 'Industry; null: not known.';
COMMENT ON COLUMN instruments.sub_industry IS 'Sub-industry; null: not known.';
COMMENT ON COLUMN instruments.market_cap IS 'Market capitalisation in whole units of the quote currency; null: not known.';
COMMENT ON COLUMN instruments.is_active IS 'Whether it is still traded.';
COMMENT ON COLUMN instruments.first_seen_at IS 'When the row was first written, UTC.';
COMMENT ON COLUMN instruments.updated_at IS 'When the row was last changed, UTC.';

CREATE TABLE corporate_actions (
  symbol text COLLATE "C" NOT NULL,
  ex_date date NOT NULL,
  kind text COLLATE "C" NOT NULL,
  numerator bigint NOT NULL,
  denominator bigint NOT NULL,
  CONSTRAINT corporate_actions_pkey PRIMARY KEY (symbol, ex_date, kind),
  CONSTRAINT corporate_actions_sane CHECK (symbol <> '' AND kind IN ('split') AND numerator > 0 AND denominator >
                                           0)
);

COMMENT ON TABLE corporate_actions IS 'Splits. Stored prices are raw; readers of adjusted series multiply prices before ex_date by denominator / numerator, and volumes by its inverse.';
COMMENT ON COLUMN corporate_actions.symbol IS 'As in price_bars.';
COMMENT ON COLUMN corporate_actions.ex_date IS 'First session that trades at the new price.';
COMMENT ON COLUMN corporate_actions.kind IS 'split.';
COMMENT ON COLUMN corporate_actions.numerator IS 'Shares after the split: 10 in a 10-for-1 split.';
COMMENT ON COLUMN corporate_actions.denominator IS 'Shares before the split: 1 in a 10-for-1 split.';

CREATE TABLE session_prints (
  symbol text COLLATE "C" NOT NULL,
  session_date date NOT NULL,
  role text COLLATE "C" NOT NULL,
  exchange text COLLATE "C" NOT NULL,
  price numeric NOT NULL,
  size numeric NOT NULL,
  event_time timestamptz NOT NULL,
  CONSTRAINT session_prints_pkey PRIMARY KEY (symbol, session_date, role, exchange),
  CONSTRAINT session_prints_sane CHECK (symbol <> '' AND price > 0 AND size >= 0)
);
CREATE INDEX session_prints_session_date ON session_prints (session_date);

COMMENT ON TABLE session_prints IS 'Official and auction prices of a session, one row per role and exchange; the newest by event time stays, then the larger size, then the higher price.';
COMMENT ON COLUMN session_prints.symbol IS 'As in price_bars.';
COMMENT ON COLUMN session_prints.session_date IS 'Session the print belongs to.';
COMMENT ON COLUMN session_prints.role IS 'official_close, corrected_close, official_open, closing_print or opening_print.';
COMMENT ON COLUMN session_prints.exchange IS 'Provider''s number of the exchange, or the byte of its letter; empty if it gives none.';
COMMENT ON COLUMN session_prints.price IS 'Price of the print; quote currency.';
COMMENT ON COLUMN session_prints.size IS 'Size of the print; shares or base currency.';
COMMENT ON COLUMN session_prints.event_time IS 'When it traded, by the exchange, UTC; of a corrected print one microsecond later.';
