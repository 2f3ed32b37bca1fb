-- Where plain SQL writes: tables of the same shape, with the same keys and indexes.
CREATE TABLE bench_sessions (i integer PRIMARY KEY, day date UNIQUE NOT NULL);
CREATE TABLE plain_daily (LIKE daily_bars INCLUDING ALL);
CREATE TABLE plain_metrics (LIKE security_metric_values INCLUDING ALL);
CREATE TABLE plain_aggregates (LIKE security_aggregate_values INCLUDING ALL);
CREATE TABLE plain_history (LIKE market_snapshot_history INCLUDING ALL);
CREATE TABLE plain_snapshot (LIKE market_snapshot INCLUDING ALL);
CREATE TABLE plain_walk (symbol text COLLATE "C", as_of_date date, rsi_14 double precision, atr_14 double precision,
                         ema_200 double precision, macd double precision, macd_signal double precision, PRIMARY KEY (symbol, as_of_date));
CREATE TABLE plain_board (place integer PRIMARY KEY, symbol text COLLATE "C", move numeric);
