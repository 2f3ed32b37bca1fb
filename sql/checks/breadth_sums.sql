-- Breadth whose answers do not add up: above + below + equal = valid, valid + missing = the members of the set. Without
-- one verdict the three are null.
WITH groups AS (
  SELECT set_hash, as_of_date, "interval", as_of, metric_key, value, valid_count, missing_count,
         substr(metric_key, 1, length(metric_key) - length('valid_ticker_count')) AS prefix,
         'advances' AS above, 'declines' AS below, 'unchanged' AS equal, 'missing_ticker_count' AS missing
  FROM security_aggregate_values
  WHERE metric_key LIKE '%valid_ticker_count'
  UNION ALL
  SELECT set_hash, as_of_date, "interval", as_of, metric_key, value, valid_count, missing_count,
         substr(metric_key, 1, length(metric_key) - length('valid_count')),
         CASE WHEN metric_key LIKE 'roc%' THEN 'gt_count' ELSE 'above_count' END,
         CASE WHEN metric_key LIKE 'roc%' THEN 'lt_count' ELSE 'below_count' END,
         CASE WHEN metric_key LIKE 'roc%' THEN 'eq_count' ELSE 'equal_count' END, 'missing_count'
  FROM security_aggregate_values
  WHERE metric_key LIKE '%valid_count'
), sums AS (
  SELECT g.set_hash, g.as_of_date, g.metric_key, g.value, g.valid_count, g.missing_count,
         sum(CASE WHEN v.metric_key <> g.prefix || g.missing THEN coalesce(v.value, 0) ELSE 0 END) AS answers,
         sum(CASE WHEN v.metric_key = g.prefix || g.missing THEN v.value ELSE 0 END) AS missing
  FROM groups g
  JOIN security_aggregate_values v
    ON v.set_hash = g.set_hash AND v.as_of_date = g.as_of_date AND v."interval" = g."interval" AND v.as_of = g.as_of
   AND v.metric_key IN (g.prefix || g.above, g.prefix || g.below, g.prefix || g.equal, g.prefix || g.missing)
  GROUP BY g.set_hash, g.as_of_date, g."interval", g.as_of, g.metric_key, g.value, g.valid_count, g.missing_count
)
SELECT substr(u.set_hash, 1, 12) AS set_hash, u.as_of_date || ' ' || u.metric_key AS figure,
       'the answers do not add up to the members' AS problem
FROM sums u JOIN security_sets s ON s.set_hash = u.set_hash
WHERE u.answers <> u.value OR u.value <> u.valid_count OR u.missing <> u.missing_count
   OR u.valid_count + u.missing_count <> s.ticker_count;
