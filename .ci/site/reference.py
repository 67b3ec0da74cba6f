"""Pages that the package says of itself: the command line, the Python names, and a page for each check."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Iterator

import jorei
from jorei.amending.findings import KINDS
from jorei.amending.findings import explain as explain_amending
from jorei.check import RULES, explain
from jorei.cli import COMMANDS, command_parsers
from jorei.cli.exit_codes import ExitCode

Page = tuple[str, str, str]  # path, title, text


def pages() -> Iterator[Page]:
    """All of them."""
    yield "reference/commands.md", "Command line", commands()
    yield "reference/python.md", "Python", python()
    yield "reference/checks/index.md", "All checks", checks()
    for rule in RULES:
        yield check(rule.code, rule.name, explain(rule.code))
    for kind in KINDS:
        yield check(kind.code, kind.name, explain_amending(kind.code))


def commands() -> str:
    """Each command with its arguments and options."""
    abouts = dict(COMMANDS)
    parts = ["# Command line\n\nWhat `jorei COMMAND --help` says, and what a command ends with.\n"]
    codes = "".join(f"| {int(code)} | {code.meaning} |\n" for code in ExitCode)
    parts.append(f"| exit code | |\n|---|---|\n{codes}")
    for name, parser in command_parsers().items():
        usage = re.sub(r"\s+", " ", parser.format_usage().removeprefix("usage: ")).strip()
        rows = "".join(row(action) for action in parser._actions if action.dest != "help")
        table = f"| | |\n|---|---|\n{rows}\n" if rows else ""
        parts.append(f"## jorei {name}\n\n{abouts[name]}\n\n```text\n{usage}\n```\n\n{table}")
    return "\n".join(parts)


def row(action: argparse.Action) -> str:
    """An argument or option as a row of a table."""
    words = ", ".join(f"`{flag}`" for flag in action.option_strings) or f"`{action.metavar or action.dest}`"
    values = " " + " ".join(f"`{value}`" for value in action.choices) if action.choices else ""
    about = (action.help or "").replace("%(default)s", str(action.default)).replace("|", r"\|")
    return f"| {words}{values} | {about} |\n"


def python() -> str:
    """Each public name with its signature and docstring, a class with its public methods."""
    parts = ["# Python\n\nThe names of `jorei.__all__`; `import jorei` loads each when it is first used.\n"]
    for name in sorted(set(jorei.__all__) - {"__version__"}, key=str.lower):
        thing = getattr(jorei, name)
        parts.append(f"## jorei.{name}\n\n{described(thing, name)}")
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            for member, value in vars(thing).items():
                if not member.startswith("_") and (
                    inspect.getdoc(value) if callable(value) else isinstance(value, property)
                ):
                    parts.append(f"### {name}.{member}\n\n{described(value, member)}")
    return "\n".join(parts)


def described(thing: object, name: str) -> str:
    """The signature, if there is one, and the docstring with its examples as code."""
    try:
        signature = str(inspect.signature(thing)).replace("'", "") if callable(thing) else ""
    except ValueError:
        signature = ""
    head = f"```text\n{name}{signature}\n```\n\n" if signature and not inspect.isclass(thing) else ""
    return f"{head}{markdown(inspect.getdoc(thing) or '')}\n"


def markdown(doc: str) -> str:
    """A docstring: ``code`` as code, an example as a block.

    >>> markdown("Of ``a``.\\n\\n>>> 1\\n1")
    'Of `a`.\\n\\n```pycon\\n>>> 1\\n1\\n```'
    """
    blocks = doc.replace("``", "`").split("\n\n")
    return "\n\n".join(f"```pycon\n{block}\n```" if block.lstrip().startswith(">>>") else block for block in blocks)


def checks() -> str:
    """The list of all checks and of what is found in amendments."""
    rows = "".join(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} |\n" for rule in RULES)
    kinds = "".join(f"| [{kind.code}]({kind.code}.md) | {kind.name} | {kind.severity} |\n" for kind in KINDS)
    head = "| code | name | severity |\n|---|---|---|\n"
    return (
        f"# Checks\n\nWhat `jorei check` looks for; `jorei explain CODE` prints the same pages.\n\n{head}{rows}\n"
        f"## Findings in amendments\n\nWhat `jorei amend` reports.\n\n{head}{kinds}"
    )


def check(code: str, name: str, text: str) -> Page:
    """The page of one check: its heading, and its paragraphs."""
    head, _, body = text.partition("\n\n")
    lines = re.sub(r"^([^\n:]{1,16}): ", r"**\1**: ", body, flags=re.MULTILINE)
    lines = re.sub(r"\n(?=\*\*)", "\n\n", lines)
    return f"reference/checks/{code}.md", code, f"# {code} {name}\n\n{head}\n\n{lines}"
