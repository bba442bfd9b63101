-- Versions count per file. The digest is that of the text with its secrets, which data does not hold.
ALTER TABLE config_files_histories ADD COLUMN version INTEGER;
ALTER TABLE config_files_histories ADD COLUMN digest TEXT;
UPDATE config_files_histories SET version = (
    SELECT count(*) FROM config_files_histories AS earlier
        WHERE earlier.filename = config_files_histories.filename
            AND (earlier.timestamp, earlier.rowid) <= (config_files_histories.timestamp, config_files_histories.rowid));
