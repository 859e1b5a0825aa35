"""What pages tell a reader to type is understood as it is printed."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.cli import repeat_or_resume
from bench.cli.comparing.before import limits_of
from bench.inputs.published_arguments import separate_logs
from bench.model.verbs import VERBS
from leanlines.completion import whole

ROOT = Path(__file__).resolve().parent.parent
OF_ITS_OWN = {"cluster.md"}  # whose scripts tests/test_cluster_page.py runs
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(page for page in (ROOT / "docs").glob("*.md") if page.name not in OF_ITS_OWN),
]
OURS = re.compile(r"(?:\S*nox(?: -f \S+)? -s|leanlines) ([a-z-]+)(?: --(?= |$)|(?= |$))(.*?)(?=\s{4,}|$)")
SHELL = {"|", "||", "&&", "&", ";", ">", "<"}


def blocks(page: Path) -> Iterator[str]:
    """Yield the lines of a page that are set as code, each whole."""
    fenced = False
    for line in re.sub(r"\\\n\s*", "", page.read_text(encoding="utf-8")).splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()


def words(text: str) -> Iterator[str]:
    """Yield the words of a command up to what its shell does with the rest."""
    reader = shlex.shlex(text, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    for word in reader:
        if word in SHELL:
            return
        yield word


def commands(page: Path) -> Iterator[tuple[str, ...]]:
    """Yield each verb of ours that a page shows, with its words."""
    for line in blocks(page):
        for verb, text in OURS.findall(line):
            if verb in VERBS:
                yield verb, *words(text)


FOUND = [(page.name, command) for page in PAGES for command in commands(page)]
COMPARING = [command for _, command in FOUND if "--before" in command]


@pytest.mark.parametrize(("page", "command"), FOUND, ids=[f"{page}-{shlex.join(each)}" for page, each in FOUND])
def test_a_command_of_a_page_is_understood(page: str, command: tuple[str, ...]) -> None:
    assert whole().parse_args(separate_logs(command), exit_on_error=False, print_error=False), page


def test_pages_have_many_commands() -> None:
    assert len(FOUND) > 50
    assert len(COMPARING) > 1


@pytest.mark.parametrize("command", COMPARING, ids=shlex.join)
def test_a_command_that_compares_has_all_its_limits(command: tuple[str, ...]) -> None:
    _, _, earlier = repeat_or_resume._reader(command[1:], exit_on_error=False, print_error=False)

    assert len(limits_of(earlier)) == command.count("--fail-on")


@pytest.mark.parametrize("page", [*PAGES, *(ROOT / "docs" / "ci").iterdir()], ids=lambda page: page.name)
def test_a_page_installs_nothing_into_the_python_of_a_system_which_may_refuse_it(page: Path) -> None:
    lines = blocks(page) if page.suffix == ".md" else page.read_text(encoding="utf-8").splitlines()

    assert [
        line for line in lines if re.search(r"(?<![\w/])python[\d.]* -m pip |(?<!uv )(?<!-m )pip3? install", line)
    ] == []


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_every_table_of_a_page_has_a_header(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()

    headless = [
        number for number, line in enumerate(lines) if re.match(r"\|[ :]*-", line) and lines[number - 1][:1] != "|"
    ]

    assert headless == []
