-- Old points may be thinned: those of one minute become one, the mean of `n`. Before `thinned_to_us`, a whole minute, that is
-- done; what comes later for that time stays as it is. Roll-ups of thinned minutes keep the extremes, which are nowhere else.
ALTER TABLE points ADD COLUMN n INTEGER NOT NULL DEFAULT 1;
ALTER TABLE series ADD COLUMN thinned_to_us INTEGER NOT NULL DEFAULT 0;
