DROP TABLE dead_letters;
DROP TABLE journal_absences;
DROP TABLE journal_ranges;
DROP TABLE journals;
