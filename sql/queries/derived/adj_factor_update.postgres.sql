-- A factor is a figure of the day: what was computed from the day before it changed is of an older revision.
UPDATE daily_bars AS d
SET adj_factor = f.factor, revision = d.revision + 1,
    computed_at = 'epoch'::timestamptz + $5::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::date[], $3::date[], $4::numeric[]) AS f (symbol, first, last, factor)
WHERE d.symbol = f.symbol AND d.session_date >= f.first AND d.session_date < f.last AND d.adj_factor <> f.factor
