"""How a command ends: every failure is one line on stderr and an exit code, never a traceback.

0 done, 1 it failed or was interrupted, 2 it was asked for in the wrong way.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

TRACEBACK_ENV = "PIO_TRACEBACK"


def completion_env(name: str) -> str:
    """The variable in which a shell asks the program ``name`` for completions."""
    return f"_{name.upper()}_COMPLETE"


def run_to_the_end(command: click.Command, arguments: list[str], name: str = "pio") -> NoReturn:
    """Run ``command`` and end the process with its exit code."""
    if (variable := completion_env(name)) in os.environ:
        from click.shell_completion import shell_complete

        sys.exit(shell_complete(command, {}, name, variable, os.environ[variable]))
    code = invoke(command, arguments, name)
    _flush()
    if code == 0 and arguments and arguments[-1] in ("--help", "-h", "--version"):
        # A help page has started nothing that would have to be taken down, and taking down the interpreter
        # costs a fifth of what printing the page does.
        os._exit(0)
    gc.freeze()
    sys.exit(code)


def invoke(command: click.Command, arguments: list[str], name: str = "pio") -> int:
    """Run ``command`` and return its exit code; failures are told on stderr."""
    gc.freeze()
    gc.enable()
    try:
        with command.make_context(name, list(arguments)) as context:
            command.invoke(context)
        return 0
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.format_message(), color=help_wanted.ctx.color if help_wanted.ctx else None)
        return 0
    except (click.Abort, KeyboardInterrupt):
        click.echo("Aborted!", err=True)
        return 1
    except click.ClickException as error:
        _tell(_sentence_of(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`pio logs | head`): nothing is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _tell_unexpected(error)


def _sentence_of(error: click.ClickException) -> str:
    text = error.format_message().strip()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        if text[-1:] not in ".?!":
            text += "."
        return f"{text} Try `{error.ctx.command_path} --help`."
    return text


def _tell_unexpected(error: Exception) -> int:
    if os.environ.get(TRACEBACK_ENV):
        import traceback

        traceback.print_exception(error)
    from pioreactor.exc import PioreactorError

    if isinstance(error, PioreactorError):
        _tell(str(error) or type(error).__name__)
    elif isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        _tell(f"{error.strerror}{where}.")
    else:
        _tell(f"{type(error).__name__}: {error}. Set {TRACEBACK_ENV}=1 to see where.")
    return 1


def _tell(text: str) -> None:
    """One line, whatever the text was."""
    click.echo("Error: " + " ".join(text.split()), err=True)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (BrokenPipeError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
