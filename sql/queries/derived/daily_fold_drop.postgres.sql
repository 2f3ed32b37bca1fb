DROP TABLE IF EXISTS pg_temp.day_fold
