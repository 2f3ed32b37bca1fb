-- How far each daemon's journal is in this store. A store that was restored from a backup, or that failed over and
-- lost its last commits, knows less than its daemons believe; by this row they see it and send again what they keep.
-- Written in the transaction that stores the rows.
CREATE TABLE upload_marks (
  instance TEXT NOT NULL PRIMARY KEY,  -- which state directory: the text in its file "instance"
  sequence INTEGER NOT NULL,           -- number of the newest event of that journal that is stored, as are all before it
  updated_at INTEGER NOT NULL          -- when the row was last written, unix microseconds, by the writer's clock
) STRICT, WITHOUT ROWID;
