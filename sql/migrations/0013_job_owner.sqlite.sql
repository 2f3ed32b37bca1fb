-- Several daemons may work on one store: each closes what it left running itself.
ALTER TABLE job_runs ADD COLUMN owner TEXT NOT NULL DEFAULT '';  -- instance of the daemon that runs it
