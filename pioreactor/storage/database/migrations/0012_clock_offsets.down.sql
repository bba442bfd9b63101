DROP TABLE clock_offsets;
