"""Find the verb that was typed, and start the command line that has it; help and version need none of them."""

import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NoReturn

from bench.model.commands import OURS, program
from bench.model.release import DESCRIPTION, VERSION
from bench.model.verbs import VERBS
from bench.terminal import streams
from bench.terminal.program import start

UNKNOWN: Final = 2  # exit code, as of an option that there is not
MAINS: Final = {
    "bench": "bench.cli.app",
    "generators": "generators.cli.app",
    "reports": "reports.cli",
    "completion": "leanlines.completion",
}
DRAWS: Final = {"bench run": "leanlines.measure"}  # in place of what only measures
DEFAULTS: Final[Mapping[str, Sequence[str]]] = MappingProxyType({"data": ["list"]})  # where nothing was typed
COMPLETION: Final = "completion"


def main(words: Sequence[str]) -> NoReturn:
    """Run what was typed, and end the process with its exit code."""
    verb, *rest = words or ["--help"]
    if verb in {"--help", "-h", "help"}:
        _say(help_text())
    if verb in {"--version", "-V"}:
        _say(f"{program(OURS)} {VERSION}")
    if verb == COMPLETION:
        start(COMPLETION, MAINS[COMPLETION], rest)
    if verb not in VERBS:
        _refuse(verb)
    command = VERBS[verb].command
    module, *before = command.split()
    start(module, DRAWS.get(command, MAINS[module]), [*before, *(rest or DEFAULTS.get(verb, []))])


def help_text() -> str:
    """Return the help of the whole; that of a verb is the business of its command line."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    name = program(OURS)
    width = max(map(len, (*VERBS, COMPLETION)))
    yield f"Usage: {name} VERB ..."
    yield f"\n{DESCRIPTION}"
    for group in dict.fromkeys(verb.group for verb in VERBS.values()):
        yield f"\n{group}:"
        for each, verb in VERBS.items():
            if verb.group == group:
                yield f"  {each:{width}}  {verb.summary}"
    yield f"  {COMPLETION:{width}}  Print the completion script of a shell: bash, zsh or fish"
    yield f"\n{name} VERB --help shows the options of a verb; {name} --version, the release."


def _say(text: str) -> NoReturn:
    sys.stdout.write(f"{text}\n")
    sys.exit(0)


def _refuse(verb: str) -> NoReturn:
    near = difflib.get_close_matches(verb, [*VERBS, COMPLETION], 1)
    meant = f"Did you mean {near[0]}? " if near else ""
    streams.complain(f"Unknown verb: {verb}", f"{meant}List all: {program(OURS)} --help")
    sys.exit(UNKNOWN)
