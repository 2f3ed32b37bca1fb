SELECT min(timestamp) FROM price_bars WHERE timestamp >= ?1
