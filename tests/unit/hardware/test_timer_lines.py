"""Lines with a hardware timer: driven and read back through sysfs, never asked for at the GPIO chip."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pioreactor.exc import PWMError
from pioreactor.hardware.lgpio_pins import LgpioFactory
from pioreactor.hardware.pwm import PwmOutput, drive_low, is_busy
from pioreactor.hardware.timer_pin import TimerPin
from tests.unit.hardware.fake_lgpio import FakeLgpio

MEDIA, WASTE = 13, 12
CHANNELS = {WASTE: 0, MEDIA: 1}


class Kernel:
    """``/sys/class/pwm`` below a folder, with the rules of the kernel for what may be written when."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.chip = root / "sys/class/pwm/pwmchip0"
        self.chip.mkdir(parents=True)
        self.written: list[tuple[str, str]] = []
        self._write = Path.write_text
        self._write(self.chip / "export", "")

    def take(self, path: Path, text: str, **options: Any) -> int:
        value = int(text)
        if path.name == "export":
            for name in ("period", "duty_cycle", "enable"):
                (self.chip / f"pwm{value}").mkdir(exist_ok=True)
                self._write(self.chip / f"pwm{value}" / name, "0\n")
            return len(text)
        now = {name: int((path.parent / name).read_text()) for name in ("period", "duty_cycle", "enable")}
        now[path.name] = value
        if not now["period"] or now["duty_cycle"] > now["period"]:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self.written.append((path.name, text.strip()))
        return self._write(path, text)

    def drives(self, pin: int) -> float:
        """Fraction of the time that the timer holds the line high."""
        folder = self.chip / f"pwm{CHANNELS[pin]}"
        if not folder.exists() or not int((folder / "enable").read_text()):
            return 0.0
        return int((folder / "duty_cycle").read_text()) / int((folder / "period").read_text())

    def leave_on(self, pin: int) -> None:
        """As a process that was killed leaves a timer: on, at 80 % of 250 Hz."""
        folder = self.chip / f"pwm{CHANNELS[pin]}"
        folder.mkdir(exist_ok=True)
        for name, value in (("period", 4_000_000), ("duty_cycle", 3_200_000), ("enable", 1)):
            self._write(folder / name, f"{value}\n")


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    kernel = Kernel(tmp_path)
    original = Path.write_text

    def write_text(path: Path, text: str, *args: Any, **options: Any) -> int:
        if "sys/class/pwm" in path.as_posix():
            return kernel.take(path, text)
        return original(path, text, *args, **options)

    monkeypatch.setattr(Path, "write_text", write_text)
    return kernel


@pytest.mark.parametrize("pin", [MEDIA, WASTE])
def test_a_pump_is_driven_without_a_claim(kernel: Kernel, pin: int) -> None:
    lg = FakeLgpio()
    output = PwmOutput(pin, 250, LgpioFactory(lg, 0, kernel.root))
    assert kernel.drives(pin) == 0.0
    output.set_duty_cycle(20)
    assert kernel.drives(pin) == pytest.approx(0.2)
    output.set_duty_cycle(0)
    assert kernel.drives(pin) == 0.0
    output.set_duty_cycle(55.55)
    assert kernel.drives(pin) == pytest.approx(0.5555)
    output.close()
    output.close()
    assert kernel.drives(pin) == 0.0
    assert lg.lines() == set()


def test_a_timer_that_a_dead_process_left_on_is_switched_off_and_read_back(kernel: Kernel) -> None:
    """What the guardian, `pio outputs off` at boot and `pio kill` do."""
    kernel.leave_on(MEDIA)
    lg = FakeLgpio()
    assert drive_low(MEDIA, LgpioFactory(lg, 0, kernel.root)).level == 0.0
    assert kernel.drives(MEDIA) == 0.0
    assert kernel.written == [("duty_cycle", "0"), ("enable", "0")]
    assert drive_low(WASTE, LgpioFactory(lg, 0, kernel.root)).level == 0.0, "never used since boot: it has no period"
    assert lg.lines() == set()


def test_a_timer_that_does_not_go_off_is_not_called_off(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel.leave_on(MEDIA)
    monkeypatch.setattr(kernel, "take", lambda path, text, **options: len(text))
    assert drive_low(MEDIA, LgpioFactory(FakeLgpio(), 0, kernel.root)).level == pytest.approx(0.8)


def test_a_refusal_of_the_kernel_lets_go_of_the_channel(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel.leave_on(MEDIA)
    factory = LgpioFactory(FakeLgpio(), 0, kernel.root)
    with monkeypatch.context() as patch:

        def refuse(path: Path, text: str, **options: Any) -> int:
            raise OSError(errno.EIO, "broken")

        patch.setattr(kernel, "take", refuse)
        with pytest.raises(PWMError, match="refused 0: broken"):
            drive_low(MEDIA, factory)
    assert drive_low(MEDIA, LgpioFactory(FakeLgpio(), 0, kernel.root)).level == 0.0


def test_only_one_process_holds_a_channel_and_its_death_frees_it(kernel: Kernel) -> None:
    """As the kernel does it for lines; others see that it is busy and leave it alone."""
    code = (
        "import sys; from pathlib import Path; from pioreactor.hardware.sysfs_pwm import SysfsPwmChannel\n"
        f"channel = SysfsPwmChannel(Path({str(kernel.chip)!r}), 1); channel.open(); print('held', flush=True)\n"
        "sys.stdin.read()"
    )
    kernel.leave_on(MEDIA)
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        kernel.leave_on(MEDIA)
        with pytest.raises(PWMError) as refused:
            drive_low(MEDIA, LgpioFactory(FakeLgpio(), 0, kernel.root))
        assert is_busy(refused.value)
        assert kernel.drives(MEDIA) == pytest.approx(0.8), "it is not ours"
        holder.kill()
    assert drive_low(MEDIA, LgpioFactory(FakeLgpio(), 0, kernel.root)).level == 0.0
    assert kernel.drives(MEDIA) == 0.0


def test_writes_come_in_an_order_that_the_kernel_accepts(kernel: Kernel) -> None:
    pin = LgpioFactory(FakeLgpio(), 0, kernel.root).pin(MEDIA)
    pin.function = "output"
    pin.frequency = 100.0
    pin.state = 0.25
    pin.frequency = 200.0
    assert pin.state == pytest.approx(0.25)
    pin.close()
    assert kernel.written == [
        ("period", "10000000"), ("duty_cycle", "0"), ("enable", "1"),
        ("duty_cycle", "2500000"),
        ("duty_cycle", "0"), ("period", "5000000"), ("duty_cycle", "1250000"), ("enable", "1"),
        ("duty_cycle", "0"), ("enable", "0"),
    ]  # fmt: skip


def test_it_is_an_output_and_nothing_else(kernel: Kernel) -> None:
    lg = FakeLgpio()
    pin = LgpioFactory(lg, 0, kernel.root).pin(MEDIA)
    assert isinstance(pin, TimerPin)
    assert pin.state == 0.0
    with pytest.raises(PWMError, match="can only be an output"):
        pin.input_with_pull("up")
    with pytest.raises(PWMError, match="make it one first"):
        pin.state = 1.0
    with pytest.raises(PWMError, match="edges"):
        pin.when_changed = print
    pin.output_with_state(1.0)
    assert kernel.drives(MEDIA) == 1.0, "simply high is a duty of 100 %"
    pin.state = 0.0
    assert kernel.drives(MEDIA) == 0.0
    assert lg.lines() == set()


def test_without_the_overlay_the_line_is_claimed_and_timed_by_software(tmp_path: Path) -> None:
    lg = FakeLgpio()
    output = PwmOutput(MEDIA, 250, LgpioFactory(lg, 0, tmp_path))
    output.set_duty_cycle(10)
    assert ("output", MEDIA, 0) in lg.calls
    assert lg.calls[-1] == ("pwm", MEDIA, 250.0, 10.0)
    output.close()
    assert lg.calls[-1] == ("free", MEDIA)
    assert drive_low(MEDIA, LgpioFactory(lg, 0, tmp_path)).level == 0.0
