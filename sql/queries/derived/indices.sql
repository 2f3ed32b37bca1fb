SELECT index_code, sum(CASE WHEN is_active THEN 1 ELSE 0 END), sum(CASE WHEN is_active THEN 0 ELSE 1 END)
FROM index_constituents
GROUP BY index_code
ORDER BY index_code
