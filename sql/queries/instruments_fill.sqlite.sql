INSERT INTO instruments (symbol, calendar, feed, first_seen_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?4)
ON CONFLICT (symbol) DO UPDATE SET
  calendar = CASE WHEN instruments.calendar = '' THEN excluded.calendar ELSE instruments.calendar END,
  feed = CASE WHEN instruments.feed = '' THEN excluded.feed ELSE instruments.feed END,
  updated_at = excluded.updated_at
WHERE (instruments.calendar = '' AND excluded.calendar <> '') OR (instruments.feed = '' AND excluded.feed <> '')
