INSERT INTO instruments (symbol, calendar, feed, first_seen_at, updated_at)
SELECT symbol, calendar, feed, $4::timestamptz, $4::timestamptz
FROM unnest($1::text[], $2::text[], $3::text[]) AS batch (symbol, calendar, feed)
ON CONFLICT (symbol) DO UPDATE SET
  calendar = CASE WHEN instruments.calendar = '' THEN excluded.calendar ELSE instruments.calendar END,
  feed = CASE WHEN instruments.feed = '' THEN excluded.feed ELSE instruments.feed END,
  updated_at = excluded.updated_at
WHERE (instruments.calendar = '' AND excluded.calendar <> '') OR (instruments.feed = '' AND excluded.feed <> '')
