DROP VIEW ambient_temperatures;
DROP VIEW plate_temperatures;
DROP VIEW liquid_temperatures;
DROP VIEW heater_duty_cycles;
DROP TRIGGER experiment_deleted_alarms;
DROP TABLE alarm_transitions;
