-- Several daemons may work on one store: each closes what it left running itself.
ALTER TABLE job_runs ADD COLUMN owner text COLLATE "C" NOT NULL DEFAULT '';

COMMENT ON COLUMN job_runs.owner IS 'Instance of the daemon that runs it.';
