DROP TABLE rollups;
DROP TABLE points;
DROP TRIGGER series_deleted;
DROP TABLE series_deletions;
DROP TABLE series;
