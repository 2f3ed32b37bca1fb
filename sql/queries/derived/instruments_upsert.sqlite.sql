INSERT INTO instruments AS kept
  (symbol, calendar, feed, name, exchange, security_type, sector, industry, sub_industry, market_cap,
   is_active, first_seen_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
ON CONFLICT (symbol) DO UPDATE SET
  calendar = CASE WHEN excluded.calendar <> '' THEN excluded.calendar ELSE kept.calendar END,
  feed = CASE WHEN excluded.feed <> '' THEN excluded.feed ELSE kept.feed END,
  name = coalesce(excluded.name, kept.name),
  exchange = coalesce(excluded.exchange, kept.exchange),
  security_type = coalesce(excluded.security_type, kept.security_type),
  sector = coalesce(excluded.sector, kept.sector),
  industry = coalesce(excluded.industry, kept.industry),
  sub_industry = coalesce(excluded.sub_industry, kept.sub_industry),
  market_cap = coalesce(excluded.market_cap, kept.market_cap),
  is_active = excluded.is_active,
  updated_at = excluded.updated_at
WHERE (CASE WHEN excluded.calendar <> '' THEN excluded.calendar ELSE kept.calendar END,
       CASE WHEN excluded.feed <> '' THEN excluded.feed ELSE kept.feed END,
       coalesce(excluded.name, kept.name),
       coalesce(excluded.exchange, kept.exchange),
       coalesce(excluded.security_type, kept.security_type),
       coalesce(excluded.sector, kept.sector),
       coalesce(excluded.industry, kept.industry),
       coalesce(excluded.sub_industry, kept.sub_industry),
       coalesce(excluded.market_cap, kept.market_cap),
       excluded.is_active)
      IS DISTINCT FROM
      (kept.calendar, kept.feed, kept.name, kept.exchange, kept.security_type, kept.sector, kept.industry,
       kept.sub_industry, kept.market_cap, kept.is_active)
