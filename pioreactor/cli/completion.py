"""``pio completion``."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    Put `eval "$(pio completion bash)"` into ~/.bashrc, `eval "$(pio completion zsh)"` into ~/.zshrc, or write the
    output of `pio completion fish` to ~/.config/fish/completions/pio.fish. Commands, options, jobs, their settings and
    the keys of the configuration then complete with TAB, also those of pios.
    """
    from click.shell_completion import get_completion_class

    from pioreactor.cli.ending import completion_env
    from pioreactor.cli.pio import pio
    from pioreactor.cli.pios.main import pios

    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"click has no completion for {shell}.")
    for name, command in {"pio": pio, "pios": pios}.items():
        completer = found(command, {}, name, completion_env(name))
        # The script alone; asking the shell for its version, as source() does, needs that shell on this machine.
        click.echo(completer.source_template % completer.source_vars())
