-- Tables with their indexes; both are in the schema by name.
SELECT coalesce(m.tbl_name, s.name) AS place, sum(s.pgsize)
FROM dbstat s LEFT JOIN sqlite_schema m ON m.name = s.name
WHERE s.aggregate = 1
GROUP BY place
ORDER BY place
