-- Of two that start the same job one waits for the other; let go at the end of the transaction.
SELECT pg_advisory_xact_lock(hashtext('tickbard job ' || $1::text)::bigint)
