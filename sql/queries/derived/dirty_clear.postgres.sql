-- A mark made again since it was read stays.
DELETE FROM dirty_days
WHERE day = $1::date AND marked_at <= 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
