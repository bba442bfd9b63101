"""Which tests there are, in the order in which they run."""

from __future__ import annotations

from typing import Final

from pioreactor.actions.self_test.outcome import TestFunction

_BUILT_IN: Final = (
    ("boards", "test_pioreactor_HAT_present"),
    ("light", "test_all_positive_correlations_between_pds_and_leds"),
    ("light", "test_ambient_light_interference"),
    ("light", "test_dark_offset_correction_is_effective"),
    ("reference", "test_REF_is_lower_than_0_dot_256_volts"),
    ("reference", "test_REF_is_in_correct_position"),
    ("light", "test_PD_is_near_0_volts_for_blank"),
    ("boards", "test_detect_heating_pcb"),
    ("heat", "test_positive_correlation_between_temperature_and_heating"),
    ("motor", "test_positive_correlation_between_rpm_and_stirring"),
    ("boards", "test_aux_power_is_not_too_high"),
)
_added: dict[str, TestFunction] = {}


def register_self_tests(*functions: TestFunction) -> None:
    """Add tests of a plugin; they run after the built-in ones.

    Each is called as ``function(managed_state, logger, unit, experiment)`` and fails by raising any exception; the
    message is shown. It may return an :class:`Outcome`. Its name is what people see, so begin it with ``test_``. A
    function of the same name replaces an earlier one.
    """
    for function in functions:
        _added[function.__name__] = function


def all_tests() -> dict[str, TestFunction]:
    """Tests by name, in their order."""
    from importlib import import_module

    tests: dict[str, TestFunction] = {}
    for module, name in _BUILT_IN:
        tests[name] = getattr(import_module(f"pioreactor.actions.self_test.{module}"), name)
    return {**tests, **_added}
