"""``jorei completion``: a script for a shell that completes commands, options and their values, made from the parser."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from jorei.cli.exit_codes import ExitCode


def run(arguments: Namespace) -> int:
    """Print the script."""
    print(_SCRIPTS[arguments.shell](tuple(_commands())), end="")
    return ExitCode.DONE


class _CompletedOption(NamedTuple):
    """An option: how it is written, the values that it takes (empty: any, or none), and what it is for."""

    flags: tuple[str, ...]
    values: tuple[str, ...]
    about: str
    takes_value: bool


class _CompletedCommand(NamedTuple):
    """A command: the words that may stand behind it, besides files, and its options."""

    name: str
    about: str
    words: tuple[str, ...]
    options: tuple[_CompletedOption, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """All options as they are written."""
        return tuple(flag for option in self.options for flag in option.flags)


def _commands() -> Iterator[_CompletedCommand]:
    from jorei.check import BY_CODE
    from jorei.cli import COMMANDS, command_parsers

    abouts = dict(COMMANDS)
    for name, parser in command_parsers().items():
        words = tuple(word for action in parser._actions if not action.option_strings for word in _choices(action))
        options = tuple(
            _CompletedOption(tuple(action.option_strings), _choices(action), _plain(action.help), action.nargs != 0)
            for action in parser._actions
            if action.option_strings
        )
        yield _CompletedCommand(
            name, _plain(abouts[name]), tuple(sorted(BY_CODE)) if name == "explain" else words, options
        )


def _choices(action: argparse.Action) -> tuple[str, ...]:
    return tuple(map(str, action.choices or ()))


def _plain(text: str | None) -> str:
    """The English half, as one line that no shell takes for its own signs.

    >>> _plain("出力の形 / the form ('%(default)s')")
    'the form (default)'
    """
    english = (text or "").rpartition(" / ")[2].replace("%(default)s", "default").replace("…", "...")
    return "".join(char for char in english if char not in "\"'`$\\\n")


_BASH: Final = """\
# bash:  source <(jorei completion bash)     or in ~/.bashrc
# zsh:   autoload -U +X bashcompinit && bashcompinit && source <(jorei completion bash)
_jorei() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} words= others=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{commands} --help --version" -- "$current"))
    return
  fi
  case "$command ${{COMP_WORDS[COMP_CWORD-1]}}" in
{values}  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "$command" in
{options}  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$others" -- "$current")) ;;
  esac
}}
complete -o default -F _jorei jorei
"""


def _bash(commands: tuple[_CompletedCommand, ...]) -> str:
    """A function for bash; where it completes nothing, bash completes file names."""
    values = "".join(
        f"    {'|'.join(f'{chr(34)}{command.name} {flag}{chr(34)}' for flag in option.flags)})"
        f' words="{" ".join(option.values)}" ;;\n'
        for command in commands
        for option in command.options
        if option.values
    )
    options = "".join(
        f'    {command.name}) words="{" ".join(command.flags)}" others="{" ".join(command.words)}" ;;\n'
        for command in commands
    )
    names = " ".join(command.name for command in commands)
    return _BASH.format(commands=names, values=values, options=options)


def _fish(commands: tuple[_CompletedCommand, ...]) -> str:
    """Lines for fish: ``jorei completion fish | source``, or into ~/.config/fish/completions/jorei.fish."""
    lines = [f"complete -c jorei -n __fish_use_subcommand -f -a {one.name} -d '{one.about}'" for one in commands]
    for command in commands:
        seen = f"complete -c jorei -n '__fish_seen_subcommand_from {command.name}'"
        lines += [f"{seen} -a '{' '.join(command.words)}'"] if command.words else []
        lines += [f"{seen}{_fish_option(option)} -d '{option.about}'" for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_option(option: _CompletedOption) -> str:
    flags = "".join(f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}" for flag in option.flags)
    if option.values:
        return f"{flags} -x -a '{' '.join(option.values)}'"
    return f"{flags} -r" if option.takes_value else flags


_POWERSHELL: Final = """\
# PowerShell:  jorei completion powershell | Out-String | Invoke-Expression     or in $PROFILE
Register-ArgumentCompleter -Native -CommandName jorei -ScriptBlock {{
  param($word, $ast, $position)
  $table = @{{
{rows}  }}
  $values = @{{
{values}  }}
  $said = @($ast.CommandElements | ForEach-Object {{ $_.ToString() }})
  $before = if ($word) {{ $said[-2] }} else {{ $said[-1] }}
  $known = if ($said.Count -lt 2 -or ($said.Count -eq 2 -and $word)) {{ $table.Keys | Sort-Object }}
    elseif ($values.ContainsKey("$($said[1]) $before")) {{ $values["$($said[1]) $before"] }}
    else {{ $table[$said[1]] | Where-Object {{ $word.StartsWith('-') -or -not $_.StartsWith('-') }} }}
  $known | Where-Object {{ $_ -like "$word*" }} | ForEach-Object {{
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }}
}}
"""


def _powershell(commands: tuple[_CompletedCommand, ...]) -> str:
    """A completer for PowerShell, which completes file names itself where this gives nothing."""
    rows = "".join(f"    '{one.name}' = @({_quoted((*one.words, *one.flags))})\n" for one in commands)
    values = "".join(
        f"    '{command.name} {flag}' = @({_quoted(option.values)})\n"
        for command in commands
        for option in command.options
        for flag in option.flags
        if option.values
    )
    return _POWERSHELL.format(rows=rows, values=values)


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_SCRIPTS: Final[dict[str, Callable[[tuple[_CompletedCommand, ...]], str]]] = {
    "bash": _bash,
    "zsh": lambda commands: "autoload -U +X bashcompinit && bashcompinit\n" + _bash(commands),
    "fish": _fish,
    "powershell": _powershell,
}
