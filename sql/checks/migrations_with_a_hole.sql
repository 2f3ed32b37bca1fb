-- A migration missing below the newest one applied.
SELECT max(version) AS newest, count(*) AS applied, 'a migration is missing' AS problem
FROM schema_migrations
HAVING max(version) <> count(*);
