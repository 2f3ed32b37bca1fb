SELECT min(as_of_date) FROM security_aggregate_values
WHERE set_hash = $1 AND as_of_date > $2::date AND ($3::date IS NULL OR as_of_date < $3::date)
