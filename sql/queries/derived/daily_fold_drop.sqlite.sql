DROP TABLE IF EXISTS temp.day_fold
