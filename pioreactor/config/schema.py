"""Every key of the configuration: what it means, what it may be, and what it is when nobody says anything.

Sections that are not listed belong to plugins and are accepted as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from pioreactor.exc import ConfigError

TRUE_WORDS: Final = frozenset({"1", "true", "yes", "on"})
LEVELS: Final = ("DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL")
FALSE_WORDS: Final = frozenset({"0", "false", "no", "off"})


class Key(NamedTuple):
    """One declared key. ``default`` None: absent unless somebody sets it. Limits are inclusive."""

    kind: type
    default: str | None
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    word: str = ""
    """One word that is legal beside a number, such as ``auto``."""


class Section(NamedTuple):
    """The keys of one section. ``others``: how any further key must look; None refuses further keys.

    ``whole``: the defaults hold only where the file has no such section at all (channel maps).
    """

    keys: dict[str, Key]
    others: Key | None = None
    whole: bool = False


def _text(default: str | None, meaning: str, *choices: str) -> Key:
    return Key(str, default, meaning, choices=choices)


def _number(default: float | None, meaning: str, low: float = -math.inf, high: float = math.inf, word: str = "") -> Key:
    return Key(float, None if default is None else str(default), meaning, low, high, word=word)


def _count(default: int | None, meaning: str, low: float = 0, high: float = math.inf) -> Key:
    return Key(int, None if default is None else str(default), meaning, low, high)


def _flag(default: bool | None, meaning: str) -> Key:
    return Key(bool, None if default is None else str(int(default)), meaning)


_LABEL = _text("", "load or lamp on this channel; empty: nothing")
_ANGLE = _text("", "angle of this photodiode in degrees, or REF", "", "REF", "45", "90", "135", "180")
_SHOW = _flag(False, "show this on the overview page")
_DODGE = {
    "enable_dodging_od": _flag(False, "be quiet while an optical reading is taken"),
    "post_delay_duration": _number(0.5, "s between a reading and going on", 0, 60),
    "pre_delay_duration": _number(1.5, "s of quiet before a reading", 0, 60),
}


def _pid(kp: float, ki: float, kd: float) -> dict[str, Key]:
    return {
        "Kp": _number(kp, "proportional gain"),
        "Ki": _number(ki, "integral gain, per second"),
        "Kd": _number(kd, "derivative gain, seconds"),
    }


def _volume(default: float, meaning: str) -> Key:
    return _number(default, f"{meaning}, mL", 0, 1000)


def _size(bottle: str) -> Key:
    return _number(None, f"how much the bottle of {bottle} holds, mL; absent: it is not tracked", 10, 1_000_000)


SECTIONS: Final[dict[str, Section]] = {
    "PWM": Section(
        {
            "1": _LABEL._replace(default="stirring"),
            "2": _LABEL._replace(default="media"),
            "3": _LABEL._replace(default="alt_media"),
            "4": _LABEL._replace(default="waste"),
            "5": _LABEL._replace(default="heating"),
        },
        whole=True,
    ),
    "leds": Section({"A": _LABEL._replace(default="IR"), "B": _LABEL, "C": _LABEL, "D": _LABEL}, whole=True),
    "hardware": Section({"backend": _text("raspberry_pi", "what the pins are", "raspberry_pi", "simulated")}),
    "monitor.config": Section(
        {
            "enable_button": _text(
                "auto", "watch the button on the HAT", "auto", *sorted(TRUE_WORDS), *sorted(FALSE_WORDS)
            ),
            "self_check_interval_hours": _number(12, "h between self-checks; 0: only at start", 0, 8760),
        }
    ),
    "metrics": Section(
        {
            "enabled": _flag(False, "tell numbers for Prometheus at /unit_api/metrics"),
            "allowed": _text("127.0.0.1", "addresses and networks, with commas, that need no key for them"),
        }
    ),
    "resume.config": Section(
        {
            "enabled": _flag(True, "start jobs again that crashed or were cut off by a power failure"),
            "tries": _count(3, "restarts after crashes within the window, then an alarm", 0, 100),
            "window_minutes": _number(10, "min within which restarts are counted", 0.1, 1440),
            "longest_outage_hours": _number(24, "h without power after which nothing starts by itself", 0, 8760),
        }
    ),
    "resume.jobs": Section(
        {
            name: _flag(True, "this job may be started again by itself")
            for name in (
                "stirring",
                "od_reading",
                "growth_rate_calculating",
                "temperature_automation",
                "dosing_automation",
                "led_automation",
            )
        },
        others=_flag(None, "a job of a plugin may be started again by itself"),
    ),
    "stirring.config": Section(
        {
            "initial_target_rpm": _number(500, "RPM at start", 0, 5000),
            "initial_duty_cycle": _number(30, "% at start", 0, 100),
            "pwm_hz": _number(200, "Hz of the motor's PWM", 1, 20000),
            "use_rpm": _flag(True, "closed loop on the measured speed"),
            "duration_between_updates_seconds": _number(23, "s between corrections", 0.1, 3600),
            **_DODGE,
            "post_delay_duration": _number(0.25, "s between a reading and going on", 0, 60),
            "target_rpm_during_od_reading": _number(0, "RPM during a reading", 0, 5000),
            "target_rpm_outside_od_reading": _number(500, "RPM between readings", 0, 5000),
        }
    ),
    "stirring.pid": Section(_pid(0.005, 0.0, 0.0)),
    "od_reading.config": Section(
        {
            "samples_per_second": _number(0.2, "readings per second", 1e-4, 10),
            "ir_led_intensity": _number(80, "% of the infrared LED, or auto", 0, 100, word="auto"),
            "pd_reference_ema": _number(0.75, "smoothing of the reference, 0 none to 1", 0, 1),
            "local_ac_hz": _number(None, "mains frequency, Hz; absent: found out", 50, 60),
            "smoothing_penalizer": _number(3.0, "smoothing of a reading, divided by the interval", 0),
            "turn_off_leds_during_reading": _flag(True, "other lamps off during a reading"),
            "duration_between_led_off_and_od_reading": _number(0.125, "s of darkness before a reading", 0, 60),
            "use_dark_offsets": _flag(True, "subtract what the photodiodes see in the dark"),
            "ref_normalization": _text("unity", "scale of readings with a reference", "unity", "classic"),
        }
    ),
    "od_config.photodiode_channel": Section(
        {"1": _ANGLE._replace(default="REF"), "2": _ANGLE._replace(default="90"), "3": _ANGLE, "4": _ANGLE},
        whole=True,
    ),
    "bioreactor": Section(
        {
            "efflux_tube_volume_ml": _volume(15, "volume at which the efflux tube ends"),
            "initial_volume_ml": _volume(15, "volume at the start of an experiment"),
            "initial_alt_media_fraction": _number(0, "fraction of alternative media at the start", 0, 1),
            "initial_cumulative_media_added_ml": _number(0, "media added before the start, mL", 0),
            "initial_cumulative_alt_media_added_ml": _number(0, "alternative media added before the start, mL", 0),
            "initial_cumulative_waste_removed_ml": _number(0, "waste removed before the start, mL", 0),
        }
    ),
    "bottles": Section(
        {
            "media_ml": _size("media"),
            "alt_media_ml": _size("alternative media"),
            "waste_ml": _size("waste"),
            "low_ml": _number(20, "mL left in a bottle, or room in the waste bottle, from which it is called low", 0),
            "low_hours": _number(6, "hours left at the present rate from which a bottle is called low", 0),
        }
    ),
    "pumps": Section({"longest_dose_s": _number(600, "s that one dose may take; longer ones are refused", 1, 7200)}),
    "volume_watch": Section(
        {
            "unverified": _text(
                "pause",
                "when the vial could spill if the waste did not work, and the readings cannot tell: pause "
                "dosing until somebody has looked, or warn and go on",
                "pause",
                "warn",
            )
        }
    ),
    "dosing_automation.config": Section(
        {
            "pause_between_subdoses_seconds": _number(5, "s between the parts of a dose", 0, 3600),
            "waste_removal_multiplier": _number(2, "extra waste pumping after a dose, multiples of it", 0, 100),
            "max_subdose": _number(1.0, "largest part of a dose, mL", 0.01, 20),
            "slow_waste": _text(
                "refuse", "what to do about a waste pump that is slower than an inflow pump", "refuse", "warn"
            ),
            "stirring_off": _text("warn", "what to do about a stirrer that is off", "warn", "refuse"),
        }
    ),
    "dosing_automation.pid_morbidostat": Section(
        {
            "Kp": _number(1, "proportional gain: share of alternative media per 1/h of growth above the target"),
            "Ki": _number(0, "integral gain, per hour"),
            "Kd": _number(0, "derivative gain, hours"),
            "minimum_dosing_volume_ml": _volume(0.1, "smaller doses are left out"),
            "max_ml_per_hour": _number(20, "largest inflow within an hour, mL", 0.01, 1000),
            "alt_media_drug_concentration": _number(0, "drug in the alternative media, any unit; 0: not told", 0),
        }
    ),
    "dosing_automation.turbidostat": Section(
        {
            "biomass_signal": _text("auto", "what to regulate on", "auto", "normalized_od", "od_fused", "od"),
            "decide_on": _text("votes", "3 of the last 5 readings, or a filtered estimate", "votes", "estimate"),
            "band": _number(None, "half of the hysteresis, share of the target; absent: half a dose", 0, 0.5),
            "max_doses": _number(3, "largest dose, in multiples of exchange_volume_ml", 1, 20),
            "settling_s": _number(None, "s after a dose without decisions; absent: by the mixing model", 0, 3600),
        }
    ),
    "temperature_automation.thermostat": Section(_pid(2.6, 0.0, 4.6)),
    "temperature_automation.config": Section(
        {
            "control_period": _number(2, "s between readings of the heater board", 1, 5),
            "response_time": _number(90, "s in which a difference is closed", 60, 150),
            "liquid_max": _number(50, "°C that a target may have at most", 20, 80),
            "plate_cap": _number(None, "°C that the heater board reaches at most; absent: by the model", 25, 80),
            "ramp_rate": _number(0, "°C/min that the target moves at most; 0: at once", 0, 20),
            "room_temperature": _number(22, "°C of the room, as a first guess", 5, 45),
            "media_temperature": _number(None, "°C of what is pumped in; absent: that of the room", 0, 60),
            "publish_interval": _number(30, "s between published temperatures", 2, 600),
            "wiggle_every": _number(1800, "s between small movements of the power; 0: only when needed", 0, 86400),
            "reanchor_observe": _number(90, "s of looking before an unknown vial is heated", 20, 600),
            "vial_guard": _text("latch", "when the vial seems to be gone: off for good, or retry", "latch", "retry"),
            "sensor_offset": _number(0, "°C that the heater board reads too high", -5, 5),
            "ambient_leak": _number(0, "share of (liquid - room) that the estimate reads too low", -0.2, 0.2),
            "power_off_when_too_hot": _flag(True, "switch this computer off above the shut-down limit"),
        }
    ),
    "growth_rate_calculating.config": Section(
        {
            "ekf_outlier_std_threshold": _number(5.0, "accepted for older configurations", 2),
            "samples_for_od_statistics": _count(10, "readings that set the starting level", 1, 10_000),
            "expected_steady_time_h": _number(10.0, "h that growth usually keeps one rate", 0.1, 1000),
            "dose_accuracy": _number(0.10, "relative standard error of booked volumes", 0.001, 1),
            "optical_drift_per_h": _number(0.005, "allowance for drift of the optics, 1/h", 0, 0.1),
            "smoothing_lag_min": _count(4, "min of delay of the smoothed series", 0, 20),
            "disturbed_after_pump_s": _number(10.0, "s after a pump with low trust in readings", 0, 600),
        }
    ),
    "storage": Section(
        {
            "database": _text("", "path of the leader's database; empty: in the data root"),
            "temporary_cache": _text("", "path of the cache that a reboot empties; empty: in the run directory"),
            "persistent_cache": _text("", "path of the cache that stays; empty: in the data root"),
            "number_of_backup_replicates_to_workers": _count(
                0,
                "workers, by name, that get a copy of each backup beside [backup.places]; it holds all secrets",
                0,
                100,
            ),
            "deleted_experiments_days": _number(14.0, "d for which a deleted experiment can be had back", 0, 3650),
            "thin_after_days": _number(
                0.0,
                "d after which the readings of a minute become their mean; 0: never; 30 is the least",
                0,
                36_500,
            ),
            "exports_kept_hours": _number(24.0, "h for which a finished export can be downloaded", 0.1, 8760),
            "journal_max_mb": _count(1024, "MB of the unit's journal before the oldest rows go", 16, 1_000_000),
        }
    ),
    "backup": Section(
        {
            "copies_daily": _count(7, "days of which the newest copy stays at each place", 0, 366),
            "copies_weekly": _count(4, "weeks of which the newest copy stays at each place", 0, 520),
            "keep_free_percent": _number(10.0, "% of the disk of a place that stay free, at least 256 MiB", 0, 90),
            "stale_after_days": _number(
                3.0, "d after which the newest backup of a place is too old: an alarm", 0.1, 366
            ),
        }
    ),
    "backup.places": Section(
        {}, others=_text(None, "a place for copies: /mnt/usb/pioreactor, unit:worker1 or unit:worker1:/a/folder")
    ),
    "liveness": Section(
        {
            "enabled": _flag(True, "raise alarms at the leader when readings that ought to come do not"),
            "intervals": _number(5.0, "usual intervals for which a series of a running job may keep quiet", 2, 1000),
            "least_s": _number(60.0, "s for which any series may keep quiet, however short its interval", 15, 86_400),
            "unreachable_after_s": _number(
                60.0, "s without a sign of a unit until it counts as unreachable", 20, 86_400
            ),
        }
    ),
    "logging": Section(
        {
            "log_file": _text("/var/log/pioreactor.log", "log file of jobs and commands"),
            "ui_log_file": _text("/var/log/pioreactor.log", "log file of the web server"),
            "ui_log_level": _text(
                "INFO", "lowest level of the web server", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR"
            ),
            "console_log_level": _text("DEBUG", "lowest level shown", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR"),
        }
    ),
    "cluster.topology": Section(
        {
            "leader_hostname": _text("", "name of the leader"),
            "leader_address": _text("", "address of the leader; empty: <name>.local"),
            "cluster_name": _text("", "what people call this cluster"),
        }
    ),
    "cluster.addresses": Section({}, others=_text(None, "address of a unit: host or host:port")),
    "cluster.ssh_users": Section({}, others=_text(None, "account for SSH on a unit; absent: pioreactor")),
    "cluster.ssh_ports": Section({}, others=_count(None, "port of SSH of a unit; absent: 22", 1, 65535)),
    "mqtt": Section(
        {
            "username": _text("", "account; empty: from the unit's credentials"),
            "password": _text("", "empty: from the unit's credentials"),
            "broker_address": _text("", "broker; several separated by ';' are for browsers. Empty: the leader"),
            "broker_port": _count(1883, "port of the broker", 1, 65535),
            "broker_ws_port": _count(9001, "websocket port of the broker", 1, 65535),
            "ws_protocol": _text("ws", "protocol of browsers", "ws", "wss"),
            "use_tls": _flag(False, "encrypt connections to the broker"),
        }
    ),
    "ui": Section(
        {
            "domain_alias": _text("pioreactor.local", "second name of the web page"),
            "host": _text("127.0.0.1", "address the web server listens on"),
            "port": _count(80, "port at which browsers and other units find the web servers", 1, 65535),
            "listen_port": _count(
                None, "port the web server itself listens on, behind a proxy; absent: port", 1, 65535
            ),
            "proto": _text("http", "protocol of the web servers", "http", "https"),
        }
    ),
    "ui.overview.settings": Section(
        {
            "filtered_od_lookback_hours": _number(50000, "h shown of normalised OD", 0),
            "raw_od_lookback_hours": _number(50000, "h shown of OD", 0),
            "time_display_mode": _text("clock_time", "time axis", "clock_time", "hours"),
        }
    ),
    "ui.overview.charts": Section(
        {
            name: _SHOW._replace(default="1")
            for name in ("optical_density", "normalized_optical_density", "implied_growth_rate", "temperature")
        },
        others=_SHOW,
    ),
    "ui.overview.cards": Section(
        {name: _SHOW._replace(default="1") for name in ("dosings", "event_logs", "profiles")}, others=_SHOW
    ),
    "local_access_point": Section(
        {
            "ssid": _text("pioreactor", "name of the unit's own Wi-Fi"),
            "passphrase": _text("", "its passphrase; empty: made at first use"),
            "proto": _text("rsn", "Wi-Fi security", "rsn", "wpa"),
        }
    ),
    "ui_basic_auth": Section({"api_key": _text(None, "older name of the unit's API token")}),
}


def check_value(section: str, key: str, value: str | None, place: str = "") -> None:
    """Raise ConfigError unless ``value`` is legal for this key. ``place``: the file's name for the message."""
    declared = SECTIONS.get(section)
    if declared is None:
        return
    rule = declared.keys.get(key, declared.others)
    where = f"{place}: " if place else ""
    if rule is None:
        raise ConfigError(
            f"{where}[{section}] has no key {key!r} (value {value!r}).{_nearest_hint(key, declared.keys)}"
        )
    problem = _problem(rule, value)
    if problem:
        raise ConfigError(f"{where}[{section}] {key} = {value}: {problem} Meaning: {rule.meaning}.")


def check_section_name(section: str, place: str = "") -> None:
    """Raise ConfigError for a name that is one or two letters away from a known section: surely a typing error."""
    if section in SECTIONS or section.endswith("_reverse"):
        return
    # Of a short name two letters are most of it: a plugin may well have a section [a] beside our [ui].
    nearest = nearest_name(section, SECTIONS, within=min(2, len(section) // 3))
    if nearest is not None:
        where = f"{place}: " if place else ""
        raise ConfigError(f"{where}there is no section [{section}]. Did you mean [{nearest}]?")


def _problem(rule: Key, value: str | None) -> str:
    text = (value or "").strip()
    if rule.word and text == rule.word:
        return ""
    if rule.choices:
        return "" if text in rule.choices else f"must be one of {', '.join(filter(None, rule.choices))}."
    if rule.kind is str:
        return ""
    if rule.kind is bool:
        return "" if text.lower() in TRUE_WORDS | FALSE_WORDS else "must be yes or no (1/0, true/false, on/off)."
    if not text:
        return "" if rule.default is None else "must be a number."
    try:
        number = rule.kind(text)
    except ValueError:
        return "must be a whole number." if rule.kind is int else "must be a number."
    if not math.isfinite(number) or not rule.low <= number <= rule.high:
        return f"must be {_range(rule)}."
    return ""


def _range(rule: Key) -> str:
    if math.isinf(rule.high):
        return f"at least {rule.low:g}" if not math.isinf(rule.low) else "a finite number"
    return f"from {rule.low:g} to {rule.high:g}"


def _nearest_hint(key: str, known: dict[str, Key]) -> str:
    nearest = nearest_name(key, known, within=max(2, len(key) // 3))
    return f" Did you mean {nearest!r}?" if nearest else f" Known keys: {', '.join(known)}."


def nearest_name(name: str, known: Iterable[str], within: int) -> str | None:
    """The known name with the fewest edits to ``name``, if that is at most ``within``."""
    best: tuple[int, str] | None = None
    for candidate in known:
        if abs(len(candidate) - len(name)) > within:
            continue
        distance = _edits(name, candidate)
        if distance <= within and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1]
