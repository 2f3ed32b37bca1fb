CREATE TABLE security_sets (
  set_hash text COLLATE "C" NOT NULL,
  tickers_json jsonb NOT NULL,
  ticker_count integer NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT security_sets_pkey PRIMARY KEY (set_hash)
);

COMMENT ON TABLE security_sets IS 'Sets of securities that aggregates are computed over. A set never changes; another list is another set.';
COMMENT ON COLUMN security_sets.set_hash IS 'Name of the set, as given or derived from its tickers.';
COMMENT ON COLUMN security_sets.tickers_json IS 'Array of symbols, sorted.';
COMMENT ON COLUMN security_sets.ticker_count IS 'Length of the array.';
COMMENT ON COLUMN security_sets.created_at IS 'When the row was written, UTC.';

CREATE TABLE security_set_aliases (
  name text COLLATE "C" NOT NULL,
  set_hash text COLLATE "C" NOT NULL,
  from_date date NOT NULL,
  to_date date,
  CONSTRAINT security_set_aliases_pkey PRIMARY KEY (name, from_date)
);
CREATE INDEX security_set_aliases_set_hash ON security_set_aliases (set_hash);

COMMENT ON TABLE security_set_aliases IS 'Names that stay while the sets behind them change over time.';
COMMENT ON COLUMN security_set_aliases.name IS 'Name such as SP500.';
COMMENT ON COLUMN security_set_aliases.set_hash IS 'Set in force.';
COMMENT ON COLUMN security_set_aliases.from_date IS 'First session it is in force.';
COMMENT ON COLUMN security_set_aliases.to_date IS 'Last session it is in force; null: until the next.';

CREATE TABLE security_metric_values (
  ticker text COLLATE "C" NOT NULL,
  as_of_date date NOT NULL,
  "interval" text COLLATE "C" NOT NULL,
  metric_key text COLLATE "C" NOT NULL,
  value double precision,
  revision bigint NOT NULL,
  computed_at timestamptz NOT NULL,
  CONSTRAINT security_metric_values_pkey PRIMARY KEY (ticker, as_of_date, "interval", metric_key),
  CONSTRAINT security_metric_values_sane CHECK (ticker <> '')
);
CREATE INDEX security_metric_values_as_of_date ON security_metric_values (as_of_date, "interval", metric_key);

COMMENT ON TABLE security_metric_values IS 'Values of one security at the end of one session or bar: moving averages, rates of change. A cache; it can be computed again from bars.';
COMMENT ON COLUMN security_metric_values.ticker IS 'As symbol in price_bars.';
COMMENT ON COLUMN security_metric_values.as_of_date IS 'Session of the newest price used.';
COMMENT ON COLUMN security_metric_values."interval" IS 'Length of the bars used: day, or as in 1m.';
COMMENT ON COLUMN security_metric_values.metric_key IS 'What it is, such as sma:13, sma:8:shift=5 or roc:17.';
COMMENT ON COLUMN security_metric_values.value IS 'The value; null: not enough history.';
COMMENT ON COLUMN security_metric_values.revision IS 'Which state of the bars it was computed from: another one makes it out of date.';
COMMENT ON COLUMN security_metric_values.computed_at IS 'When a figure last changed, UTC.';

CREATE TABLE security_aggregate_values (
  set_hash text COLLATE "C" NOT NULL,
  as_of_date date NOT NULL,
  "interval" text COLLATE "C" NOT NULL,
  metric_key text COLLATE "C" NOT NULL,
  as_of timestamptz NOT NULL,
  value double precision,
  valid_count integer NOT NULL,
  missing_count integer NOT NULL,
  computed_at timestamptz NOT NULL,
  CONSTRAINT security_aggregate_values_pkey PRIMARY KEY (set_hash, as_of_date, "interval", metric_key, as_of)
);
CREATE INDEX security_aggregate_values_as_of_date ON security_aggregate_values (as_of_date);

COMMENT ON TABLE security_aggregate_values IS 'Breadth: values over a whole set of securities, such as ma_13_above_count.';
COMMENT ON COLUMN security_aggregate_values.set_hash IS 'Set of security_sets.';
COMMENT ON COLUMN security_aggregate_values.as_of_date IS 'Session.';
COMMENT ON COLUMN security_aggregate_values."interval" IS 'day, or 1m for values of each minute of the session.';
COMMENT ON COLUMN security_aggregate_values.metric_key IS 'What it is, such as advances or roc_27_vs_4_lt_pct.';
COMMENT ON COLUMN security_aggregate_values.as_of IS 'Close of the session, or the end of the minute, UTC.';
COMMENT ON COLUMN security_aggregate_values.value IS 'The value; null: not defined for these members.';
COMMENT ON COLUMN security_aggregate_values.valid_count IS 'Members with a value.';
COMMENT ON COLUMN security_aggregate_values.missing_count IS 'Members without.';
COMMENT ON COLUMN security_aggregate_values.computed_at IS 'When a figure last changed, UTC.';
