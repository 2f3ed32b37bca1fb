COPY price_bars (symbol, "timestamp", open, high, low, close, volume, vwap, trade_count, revision, quality, created_at)
FROM STDIN (FORMAT binary)
