ALTER TABLE journals DROP COLUMN backed_up_us;
ALTER TABLE journals DROP COLUMN backed_up;
