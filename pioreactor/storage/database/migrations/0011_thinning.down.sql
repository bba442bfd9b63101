ALTER TABLE series DROP COLUMN thinned_to_us;
ALTER TABLE points DROP COLUMN n;
