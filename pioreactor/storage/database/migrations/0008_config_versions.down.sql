ALTER TABLE config_files_histories DROP COLUMN digest;
ALTER TABLE config_files_histories DROP COLUMN version;
