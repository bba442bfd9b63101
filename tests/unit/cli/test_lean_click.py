from __future__ import annotations

import inspect
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pioreactor.cli.lean_click import cleandoc

TEXTS = st.text(alphabet=st.sampled_from("ab \t\n"), max_size=60)


@given(TEXTS)
def test_cleandoc_gives_what_the_standard_library_gives(text: str) -> None:
    assert cleandoc(text) == inspect.cleandoc(text)


def test_a_help_page_imports_nothing_that_it_does_not_need() -> None:
    heavy = "inspect pathlib msgspec paho importlib.metadata configparser sqlite3 json logging numpy pioreactor.clock"
    script = (
        "import sys; import pioreactor.cli.pio as p; from pioreactor.cli import ending;"
        "code = ending.invoke(p.pio, ['run', '--help']) or ending.invoke(p.pio, ['--help']);"
        f"print([m for m in '{heavy}'.split() if m in sys.modules], code, file=sys.stderr)"
    )
    # Without site: the finder of an editable installation imports some of these by itself.
    path = [entry for entry in sys.path if entry]
    boot = f"import sys; sys.path[:] = {path!r}; {script}"
    done = subprocess.run([sys.executable, "-S", "-c", boot], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[] 0"


def test_everybody_else_gets_the_real_inspect() -> None:
    script = "import pioreactor.cli, inspect; print(inspect.signature(lambda a: 0), inspect.__file__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("(a) ") and done.stdout.strip().endswith("inspect.py")
