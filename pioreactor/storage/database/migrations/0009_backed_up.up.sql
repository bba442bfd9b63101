-- Up to which number the newest backup that was read back holds a journal, and when that backup was made. Units keep what
-- lies above it, so that a restore loses nothing.
ALTER TABLE journals ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journals ADD COLUMN backed_up_us INTEGER NOT NULL DEFAULT 0;
