DROP TABLE log_lines;
DROP TABLE profile_runs;
DROP TABLE automation_settings;
DROP TABLE automation_events;
DROP TABLE pwm_duty_cycles;
