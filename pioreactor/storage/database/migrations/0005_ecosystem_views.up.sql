-- The ecosystem's tables, as views over the clustered ones: same names, same columns, text times with milliseconds.
-- They can be inserted into as well, with a time of millisecond precision. An insert that is older than the series'
-- roll-ups leaves a note in `stale_rollups`, which the ingest works off.

CREATE TABLE stale_rollups (
    series_id INTEGER NOT NULL,
    t_us      INTEGER NOT NULL,
    PRIMARY KEY (series_id, t_us)
) STRICT, WITHOUT ROWID;

CREATE VIEW od_readings AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS od_reading, s.angle, s.channel
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'od_readings';
CREATE TRIGGER od_readings_insert INSTEAD OF INSERT ON od_readings BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit, angle, channel)
        VALUES (NEW.experiment, 'od_readings', NEW.pioreactor_unit, NEW.angle, NEW.channel);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.od_reading, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'od_readings' AND pioreactor_unit = NEW.pioreactor_unit AND angle = NEW.angle AND channel = NEW.channel AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'od_readings' AND pioreactor_unit = NEW.pioreactor_unit AND angle = NEW.angle AND channel = NEW.channel AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW raw_od_readings AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS od_reading, s.channel
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'raw_od_readings';
CREATE TRIGGER raw_od_readings_insert INSTEAD OF INSERT ON raw_od_readings BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit, channel)
        VALUES (NEW.experiment, 'raw_od_readings', NEW.pioreactor_unit, NEW.channel);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.od_reading, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'raw_od_readings' AND pioreactor_unit = NEW.pioreactor_unit AND channel = NEW.channel AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'raw_od_readings' AND pioreactor_unit = NEW.pioreactor_unit AND channel = NEW.channel AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW od_readings_fused AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS od_reading
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'od_readings_fused';
CREATE TRIGGER od_readings_fused_insert INSTEAD OF INSERT ON od_readings_fused BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'od_readings_fused', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.od_reading, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'od_readings_fused' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'od_readings_fused' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW od_readings_filtered AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS normalized_od_reading
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'od_readings_filtered';
CREATE TRIGGER od_readings_filtered_insert INSTEAD OF INSERT ON od_readings_filtered BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'od_readings_filtered', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.normalized_od_reading, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'od_readings_filtered' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'od_readings_filtered' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW growth_rates AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS rate
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'growth_rates';
CREATE TRIGGER growth_rates_insert INSTEAD OF INSERT ON growth_rates BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'growth_rates', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.rate, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'growth_rates' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'growth_rates' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW growth_rates_smoothed AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS rate
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'growth_rates_smoothed';
CREATE TRIGGER growth_rates_smoothed_insert INSTEAD OF INSERT ON growth_rates_smoothed BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'growth_rates_smoothed', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.rate, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'growth_rates_smoothed' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'growth_rates_smoothed' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW temperature_readings AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS temperature_c
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'temperature_readings';
CREATE TRIGGER temperature_readings_insert INSTEAD OF INSERT ON temperature_readings BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'temperature_readings', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.temperature_c, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'temperature_readings' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'temperature_readings' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW stirring_rates AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS measured_rpm
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'stirring_rates';
CREATE TRIGGER stirring_rates_insert INSTEAD OF INSERT ON stirring_rates BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'stirring_rates', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.measured_rpm, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'stirring_rates' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'stirring_rates' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW alt_media_fractions AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS alt_media_fraction
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'alt_media_fractions';
CREATE TRIGGER alt_media_fractions_insert INSTEAD OF INSERT ON alt_media_fractions BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'alt_media_fractions', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.alt_media_fraction, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'alt_media_fractions' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'alt_media_fractions' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW liquid_volumes AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS liquid_volume
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'liquid_volumes';
CREATE TRIGGER liquid_volumes_insert INSTEAD OF INSERT ON liquid_volumes BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'liquid_volumes', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.liquid_volume, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'liquid_volumes' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'liquid_volumes' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW ir_led_intensities AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           p.value AS relative_intensity
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'ir_led_intensities';
CREATE TRIGGER ir_led_intensities_insert INSTEAD OF INSERT ON ir_led_intensities BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit)
        VALUES (NEW.experiment, 'ir_led_intensities', NEW.pioreactor_unit);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.relative_intensity, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'ir_led_intensities' AND pioreactor_unit = NEW.pioreactor_unit AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'ir_led_intensities' AND pioreactor_unit = NEW.pioreactor_unit AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW od_blanks AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           CAST(s.channel AS TEXT) AS channel, s.angle, p.value AS od_reading
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'od_blanks';
CREATE TRIGGER od_blanks_insert INSTEAD OF INSERT ON od_blanks BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit, channel, angle)
        VALUES (NEW.experiment, 'od_blanks', NEW.pioreactor_unit, CAST(NEW.channel AS INTEGER), NEW.angle);
    INSERT INTO points (series_id, t_us, same_time, value, received_us)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.od_reading, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'od_blanks' AND pioreactor_unit = NEW.pioreactor_unit AND channel = CAST(NEW.channel AS INTEGER) AND angle = NEW.angle AND variant = '') AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'od_blanks' AND pioreactor_unit = NEW.pioreactor_unit AND channel = CAST(NEW.channel AS INTEGER) AND angle = NEW.angle AND variant = ''
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

-- The same readings with what the ecosystem's columns have no place for.
CREATE VIEW od_readings_detailed AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           strftime('%Y-%m-%dT%H:%M:%S', p.received_us / 1000000, 'unixepoch') || printf('.%03dZ', p.received_us / 1000 % 1000) AS received_at,
           p.value AS od_reading, s.angle, s.channel, s.variant AS calibration_name, p.note AS quality
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'od_readings';
CREATE VIEW growth_rates_detailed AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           strftime('%Y-%m-%dT%H:%M:%S', p.received_us / 1000000, 'unixepoch') || printf('.%03dZ', p.received_us / 1000 % 1000) AS received_at,
           p.value AS rate, p.low AS interval_low, p.high AS interval_high
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'growth_rates';

CREATE VIEW dosing_events AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           s.variant AS event, p.value AS volume_change_ml, p.note AS source_of_event
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'dosing_events';
CREATE TRIGGER dosing_events_insert INSTEAD OF INSERT ON dosing_events BEGIN
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit, variant)
        VALUES (NEW.experiment, 'dosing_events', NEW.pioreactor_unit, NEW.event);
    INSERT INTO points (series_id, t_us, same_time, value, received_us, note)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.volume_change_ml, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.source_of_event
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'dosing_events' AND pioreactor_unit = NEW.pioreactor_unit
                AND variant = NEW.event) AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'dosing_events' AND pioreactor_unit = NEW.pioreactor_unit
                AND variant = NEW.event
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW led_change_events AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', p.t_us / 1000000, 'unixepoch') || printf('.%03dZ', p.t_us / 1000 % 1000) AS timestamp,
           s.variant AS channel, p.value AS intensity, p.note AS source_of_event
    FROM series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind = 'led_change_events';
CREATE TRIGGER led_change_events_insert INSTEAD OF INSERT ON led_change_events BEGIN
    SELECT raise(ABORT, 'channel is one of A, B, C, D') WHERE NEW.channel NOT IN ('A', 'B', 'C', 'D');
    INSERT OR IGNORE INTO series (experiment, kind, pioreactor_unit, variant)
        VALUES (NEW.experiment, 'led_change_events', NEW.pioreactor_unit, NEW.channel);
    INSERT INTO points (series_id, t_us, same_time, value, received_us, note)
        SELECT s.series_id, s.t_us,
               (SELECT coalesce(max(p.same_time) + 1, 0) FROM points AS p
                WHERE p.series_id = s.series_id AND p.t_us = s.t_us),
               NEW.intensity, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.source_of_event
        FROM (SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 AS t_us FROM series
              WHERE experiment = NEW.experiment AND kind = 'led_change_events' AND pioreactor_unit = NEW.pioreactor_unit
                AND variant = NEW.channel) AS s;
    INSERT OR IGNORE INTO stale_rollups (series_id, t_us)
        SELECT series_id, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000 FROM series
        WHERE experiment = NEW.experiment AND kind = 'led_change_events' AND pioreactor_unit = NEW.pioreactor_unit
                AND variant = NEW.channel
          AND rolled_to_us > CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000;
END;

CREATE VIEW pwm_dcs AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', t_us / 1000000, 'unixepoch') || printf('.%03dZ', t_us / 1000 % 1000) AS timestamp,
           channel_1, channel_2, channel_3, channel_4, channel_5
    FROM pwm_duty_cycles;
CREATE TRIGGER pwm_dcs_insert INSTEAD OF INSERT ON pwm_dcs BEGIN
    INSERT INTO pwm_duty_cycles (experiment, pioreactor_unit, t_us, received_us, channel_1, channel_2, channel_3, channel_4, channel_5)
        VALUES (NEW.experiment, NEW.pioreactor_unit, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.channel_1, NEW.channel_2, NEW.channel_3, NEW.channel_4, NEW.channel_5);
END;

CREATE VIEW dosing_automation_events AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', t_us / 1000000, 'unixepoch') || printf('.%03dZ', t_us / 1000 % 1000) AS timestamp,
           event_name, message, data
    FROM automation_events
    WHERE automation_type = 'dosing';
CREATE TRIGGER dosing_automation_events_insert INSTEAD OF INSERT ON dosing_automation_events BEGIN
    INSERT INTO automation_events (automation_type, experiment, pioreactor_unit, t_us, received_us, event_name, message, data)
        VALUES ('dosing', NEW.experiment, NEW.pioreactor_unit, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.event_name, NEW.message, NEW.data);
END;

CREATE VIEW dosing_automation_settings AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', started_us / 1000000, 'unixepoch') || printf('.%06dZ', started_us % 1000000) AS started_at,
           strftime('%Y-%m-%dT%H:%M:%S', ended_us / 1000000, 'unixepoch') || printf('.%06dZ', ended_us % 1000000) AS ended_at,
           automation_name, settings
    FROM automation_settings
    WHERE automation_type = 'dosing';
CREATE TRIGGER dosing_automation_settings_insert INSTEAD OF INSERT ON dosing_automation_settings BEGIN
    INSERT INTO automation_settings
        (automation_type, experiment, pioreactor_unit, started_us, ended_us, received_us, automation_name, settings)
        VALUES ('dosing', NEW.experiment, NEW.pioreactor_unit,
                CAST(strftime('%s', NEW.started_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.started_at), 4) AS INTEGER) * 1000,
                CAST(strftime('%s', NEW.ended_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.ended_at), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.automation_name, NEW.settings);
END;

CREATE VIEW led_automation_events AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', t_us / 1000000, 'unixepoch') || printf('.%03dZ', t_us / 1000 % 1000) AS timestamp,
           event_name, message, data
    FROM automation_events
    WHERE automation_type = 'led';
CREATE TRIGGER led_automation_events_insert INSTEAD OF INSERT ON led_automation_events BEGIN
    INSERT INTO automation_events (automation_type, experiment, pioreactor_unit, t_us, received_us, event_name, message, data)
        VALUES ('led', NEW.experiment, NEW.pioreactor_unit, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.event_name, NEW.message, NEW.data);
END;

CREATE VIEW led_automation_settings AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', started_us / 1000000, 'unixepoch') || printf('.%06dZ', started_us % 1000000) AS started_at,
           strftime('%Y-%m-%dT%H:%M:%S', ended_us / 1000000, 'unixepoch') || printf('.%06dZ', ended_us % 1000000) AS ended_at,
           automation_name, settings
    FROM automation_settings
    WHERE automation_type = 'led';
CREATE TRIGGER led_automation_settings_insert INSTEAD OF INSERT ON led_automation_settings BEGIN
    INSERT INTO automation_settings
        (automation_type, experiment, pioreactor_unit, started_us, ended_us, received_us, automation_name, settings)
        VALUES ('led', NEW.experiment, NEW.pioreactor_unit,
                CAST(strftime('%s', NEW.started_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.started_at), 4) AS INTEGER) * 1000,
                CAST(strftime('%s', NEW.ended_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.ended_at), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.automation_name, NEW.settings);
END;

CREATE VIEW temperature_automation_events AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', t_us / 1000000, 'unixepoch') || printf('.%03dZ', t_us / 1000 % 1000) AS timestamp,
           event_name, message, data
    FROM automation_events
    WHERE automation_type = 'temperature';
CREATE TRIGGER temperature_automation_events_insert INSTEAD OF INSERT ON temperature_automation_events BEGIN
    INSERT INTO automation_events (automation_type, experiment, pioreactor_unit, t_us, received_us, event_name, message, data)
        VALUES ('temperature', NEW.experiment, NEW.pioreactor_unit, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.event_name, NEW.message, NEW.data);
END;

CREATE VIEW temperature_automation_settings AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', started_us / 1000000, 'unixepoch') || printf('.%06dZ', started_us % 1000000) AS started_at,
           strftime('%Y-%m-%dT%H:%M:%S', ended_us / 1000000, 'unixepoch') || printf('.%06dZ', ended_us % 1000000) AS ended_at,
           automation_name, settings
    FROM automation_settings
    WHERE automation_type = 'temperature';
CREATE TRIGGER temperature_automation_settings_insert INSTEAD OF INSERT ON temperature_automation_settings BEGIN
    INSERT INTO automation_settings
        (automation_type, experiment, pioreactor_unit, started_us, ended_us, received_us, automation_name, settings)
        VALUES ('temperature', NEW.experiment, NEW.pioreactor_unit,
                CAST(strftime('%s', NEW.started_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.started_at), 4) AS INTEGER) * 1000,
                CAST(strftime('%s', NEW.ended_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.ended_at), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.automation_name, NEW.settings);
END;

CREATE VIEW logs AS
    SELECT experiment, pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', t_us / 1000000, 'unixepoch') || printf('.%03dZ', t_us / 1000 % 1000) AS timestamp,
           message, source, level, task
    FROM log_lines;
CREATE TRIGGER logs_insert INSTEAD OF INSERT ON logs BEGIN
    INSERT INTO log_lines (experiment, pioreactor_unit, t_us, received_us, severity, level, source, task, message)
        VALUES (NEW.experiment, NEW.pioreactor_unit, CAST(strftime('%s', NEW.timestamp) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.timestamp), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000,
                CASE upper(NEW.level) WHEN 'DEBUG' THEN 10 WHEN 'NOTICE' THEN 25 WHEN 'WARNING' THEN 30
                     WHEN 'ERROR' THEN 40 WHEN 'CRITICAL' THEN 50 ELSE 20 END,
                coalesce(NEW.level, 'INFO'), NEW.source, NEW.task, NEW.message);
END;

CREATE VIEW experiment_profile_runs AS
    SELECT strftime('%Y-%m-%dT%H:%M:%S', started_us / 1000000, 'unixepoch') || printf('.%03dZ', started_us / 1000 % 1000) AS started_at,
           experiment_profile_name, experiment
    FROM profile_runs;
CREATE TRIGGER experiment_profile_runs_insert INSTEAD OF INSERT ON experiment_profile_runs BEGIN
    INSERT INTO profile_runs (experiment, pioreactor_unit, started_us, received_us, experiment_profile_name)
        VALUES (NEW.experiment, '', CAST(strftime('%s', NEW.started_at) AS INTEGER) * 1000000 + CAST(substr(strftime('%f', NEW.started_at), 4) AS INTEGER) * 1000,
                CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000, NEW.experiment_profile_name);
END;

-- One OD channel stands for its unit where only one number fits: the lowest that was measured in the experiment.
CREATE VIEW primary_series AS
    SELECT * FROM series AS s
    WHERE s.kind <> 'od_readings' OR NOT EXISTS (
        SELECT 1 FROM series AS lower
        WHERE lower.experiment = s.experiment AND lower.kind = 'od_readings'
          AND lower.pioreactor_unit = s.pioreactor_unit AND lower.channel < s.channel);

-- What a unit measured and did in one millisecond, side by side; doses of one kind in the same millisecond add up.
CREATE VIEW pioreactor_unit_activity_data AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%dT%H:%M:%S', (p.t_us / 1000 * 1000) / 1000000, 'unixepoch') || printf('.%03dZ', (p.t_us / 1000 * 1000) / 1000 % 1000) AS timestamp,
           max(CASE WHEN s.kind = 'od_readings' THEN p.value END) AS od_reading,
           max(CASE WHEN s.kind = 'od_readings_fused' THEN p.value END) AS od_fused,
           max(CASE WHEN s.kind = 'od_readings_filtered' THEN p.value END) AS normalized_od_reading,
           max(CASE WHEN s.kind = 'temperature_readings' THEN p.value END) AS temperature_c,
           max(CASE WHEN s.kind = 'growth_rates' THEN p.value END) AS growth_rate,
           max(CASE WHEN s.kind = 'stirring_rates' THEN p.value END) AS measured_rpm,
           max(CASE WHEN s.kind = 'led_change_events' AND s.variant = 'A' THEN p.value END)
               AS led_a_intensity_update,
           max(CASE WHEN s.kind = 'led_change_events' AND s.variant = 'B' THEN p.value END)
               AS led_b_intensity_update,
           max(CASE WHEN s.kind = 'led_change_events' AND s.variant = 'C' THEN p.value END)
               AS led_c_intensity_update,
           max(CASE WHEN s.kind = 'led_change_events' AND s.variant = 'D' THEN p.value END)
               AS led_d_intensity_update,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'add_media' THEN p.value END) AS add_media_ml,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'remove_waste' THEN p.value END) AS remove_waste_ml,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'add_alt_media' THEN p.value END) AS add_alt_media_ml
    FROM primary_series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind IN ('od_readings', 'od_readings_fused', 'od_readings_filtered', 'temperature_readings', 'growth_rates', 'stirring_rates',
                     'led_change_events', 'dosing_events')
    GROUP BY s.experiment, s.pioreactor_unit, p.t_us / 1000;

-- The same per minute: means of the values, sums of the doses.
CREATE VIEW pioreactor_unit_activity_data_rollup AS
    SELECT s.experiment, s.pioreactor_unit,
           strftime('%Y-%m-%d %H:%M:%S', p.t_us / 60000000 * 60, 'unixepoch') AS timestamp,
           avg(CASE WHEN s.kind = 'od_readings' THEN p.value END) AS avg_od_reading,
           avg(CASE WHEN s.kind = 'od_readings_fused' THEN p.value END) AS avg_od_fused,
           avg(CASE WHEN s.kind = 'od_readings_filtered' THEN p.value END) AS avg_normalized_od_reading,
           avg(CASE WHEN s.kind = 'temperature_readings' THEN p.value END) AS avg_temperature_c,
           avg(CASE WHEN s.kind = 'growth_rates' THEN p.value END) AS avg_growth_rate,
           avg(CASE WHEN s.kind = 'stirring_rates' THEN p.value END) AS avg_measured_rpm,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'add_media' THEN p.value END) AS sum_add_media_ml,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'remove_waste' THEN p.value END) AS sum_remove_waste_ml,
           sum(CASE WHEN s.kind = 'dosing_events' AND s.variant = 'add_alt_media' THEN p.value END) AS sum_add_alt_media_ml
    FROM primary_series AS s JOIN points AS p ON p.series_id = s.series_id
    WHERE s.kind IN ('od_readings', 'od_readings_fused', 'od_readings_filtered', 'temperature_readings', 'growth_rates', 'stirring_rates',
                     'dosing_events')
    GROUP BY s.experiment, s.pioreactor_unit, p.t_us / 60000000;

-- Deleting an experiment by plain SQL takes its data with it. The delete command of the web interface empties the data
-- tables in small steps first, so that this finds nothing left to do.
CREATE TRIGGER experiment_deleted AFTER DELETE ON experiments BEGIN
    DELETE FROM points WHERE series_id IN (SELECT series_id FROM series WHERE experiment = OLD.experiment);
    DELETE FROM rollups WHERE series_id IN (SELECT series_id FROM series WHERE experiment = OLD.experiment);
    DELETE FROM series WHERE experiment = OLD.experiment;
    DELETE FROM pwm_duty_cycles WHERE experiment = OLD.experiment;
    DELETE FROM automation_events WHERE experiment = OLD.experiment;
    DELETE FROM automation_settings WHERE experiment = OLD.experiment;
    DELETE FROM profile_runs WHERE experiment = OLD.experiment;
    DELETE FROM log_lines WHERE experiment = OLD.experiment;
END;
