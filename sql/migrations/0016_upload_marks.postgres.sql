-- How far each daemon's journal is in this store. A store that was restored from a backup, or that failed over and
-- lost its last commits, knows less than its daemons believe; by this row they see it and send again what they keep.
CREATE TABLE upload_marks (
  instance text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT upload_marks_pkey PRIMARY KEY (instance)
);
COMMENT ON TABLE upload_marks IS 'How far each daemon''s journal is stored; written in the transaction that stores its rows.';
COMMENT ON COLUMN upload_marks.instance IS 'Which state directory: the text in its file "instance".';
COMMENT ON COLUMN upload_marks.sequence IS 'Number of the newest event of that journal that is stored, as are all before it.';
COMMENT ON COLUMN upload_marks.updated_at IS 'When the row was last written, UTC, by the writer''s clock.';
COMMENT ON COLUMN ingest_gaps.reason IS 'closed, silent, connect_failed, tls_failed, refused, connection_limit, slow_consumer, protocol_error, server_leaving, shutdown; journal_damaged or store_behind where rows were lost after the feed had delivered; others may come.';
