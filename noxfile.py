"""What can be done with this checkout, one named step each: `nox -s bench`, `nox -s tests`, `nox -l`."""

import hashlib
import logging
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nox

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from bench.model.verbs import VERBS, Verb  # noqa: E402  found only now, and needs no library


def _environments() -> Path:
    """Return the folder of nox's environments: in the checkout, or in the user's cache where that cannot be written."""
    usual = HERE / ".nox"
    if os.access(usual if usual.exists() else HERE, os.W_OK):
        return usual
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "leanlines-nox" / hashlib.sha256(bytes(HERE)).hexdigest()[:12]


ENVIRONMENTS = _environments()
if ENVIRONMENTS.parent != HERE:
    nox.options.envdir = str(ENVIRONMENTS)
os.environ["MPLCONFIGDIR"] = str(ENVIRONMENTS / ".cache" / "matplotlib")  # it would write to the home folder

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
WORKFLOWS = sorted(
    str(path) for name in (".github/workflows/*.yml", "docs/ci/bench*.yml") for path in Path().glob(name)
)
ACTIONS = ["action.yml", *sorted(str(path) for path in Path(".github/action").glob("*/action.yml"))]
PINNED = "LEANLINES_PINNED"
PINS = ".ci/publishing.txt"
COMMAND = "leanlines"
ENVIRONMENT: dict[str, str] = {}  # of all verbs: where its programs lie, once the session that makes it has run
# The dependency groups that few need, by what they are asked with.
ASKED = {"cluster": "--cluster", "lines": "--seconds-by-line", "remote": "s3://"}
IN_THE_ENVIRONMENT: Any = {"venv_backend": "none", "requires": ["environment"]}


class QuietVerbs(logging.Filter):
    """Passes over what nox says around a verb, whose own words are what was asked for; warnings and failures stay."""

    session = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is shown."""
        said = record.getMessage()
        if said.startswith(BEGUN):
            self.session = said.removeprefix(BEGUN)
        is_frame = said.startswith((BEGUN, "Ran "))  # which are warnings to nox before 2026
        return self.session not in QUIET or (record.levelno >= logging.WARNING and not is_frame)


BEGUN = "Running session "
QUIET = {"environment", "truth", "peers", *VERBS}
if (ENVIRONMENTS / "environment").exists() and logging.getLogger().level >= logging.DEBUG:  # not if it is --verbose
    logging.getLogger("nox").addFilter(QuietVerbs())


def _typed(session: nox.Session) -> str:
    """Return how nox was called, for the commands that are printed; from another folder it has to be given its file."""
    file = [] if Path(session.invoked_from) == HERE else ["-f", str(HERE / Path(__file__).name)]
    if Path(sys.argv[0]).name == "__main__.py":
        return shlex.join([sys.orig_argv[0], "-m", "nox", *file])
    return shlex.join(["nox" if sys.argv[0] == shutil.which("nox") else sys.argv[0], *file])


def _install(session: nox.Session, *groups: str) -> None:
    """Install what this checkout needs; by hash where the environment says so, as the publishing job does."""
    if PINNED in os.environ and not groups:
        session.install("-q", "--require-hashes", "-r", PINS)
        return
    session.install("-q", *PROJECT["project"]["dependencies"], *nox.project.dependency_groups(PROJECT, *groups))


def _call(session: nox.Session, *arguments: str, **environment: str) -> int:
    """Run a module of this checkout and return its exit code; an interrupt is passed on, and it answers for itself."""
    started: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: object) -> None:
        for process in started:
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        python = Path(ENVIRONMENT["bin"]) / "python"
        own = {
            "LEANLINES_NOX": _typed(session),
            "LEANLINES_FOLDER": str(session.invoked_from),
            "PYTHONSAFEPATH": "",  # it would keep Python from finding this checkout, which is the working folder here
        }
        surroundings = os.environ | own | environment
        started.append(subprocess.Popen([python, "-m", *arguments], env=surroundings))
        return started[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(code: int) -> None:
    """End with the exit code of what was run: nox itself would answer 1 whatever happened."""
    if code:
        sys.exit(code)


@nox.session
def environment(session: nox.Session) -> None:
    """Install what the verbs need, in one environment for all of them, and what the words ask for besides."""
    _install(session, *(group for group, mark in ASKED.items() if any(mark in word for word in session.posargs)))
    ENVIRONMENT["bin"] = str(session.bin)


def _define(name: str, verb: Verb) -> None:
    """Define the session of a verb, which passes on what was typed."""

    def run(session: nox.Session) -> None:
        _end(_call(session, COMMAND, name, *session.posargs))

    run.__doc__ = f"{verb.summary}: `nox -s {name} -- {verb.example}`."
    nox.session(name=name, **IN_THE_ENVIRONMENT)(run)


for _name, _verb in VERBS.items():
    _define(_name, _verb)


@nox.session(**IN_THE_ENVIRONMENT)
def truth(session: nox.Session) -> None:
    """Measure programs whose memory is known, and print the error of the figures."""
    _end(_call(session, "tests.studies.truth", *session.posargs))


@nox.session(**IN_THE_ENVIRONMENT)
def peers(session: nox.Session) -> None:
    """Measure five million lines with other programs and the engines' own idioms beside ours."""
    asked = [f"--workload={name}" for name in ("error_counts", "lines_with_error", "bytes_read")]
    own_size = {each.partition("=")[0] for each in session.posargs} & {"--lines", "--sizes", "--log", "--resume"}
    size = [] if own_size else ["--lines", "5M"]
    words = [*asked, "--impls", str(HERE / "tests" / "studies" / "peers"), "--all", *size, *session.posargs]
    with tempfile.TemporaryDirectory(prefix="leanlines-note-") as folder:  # of this run alone, outside the checkout
        note = Path(folder).resolve() / "result"
        code = _call(session, COMMAND, "bench", *words, LEANLINES_RESULT_NOTE=str(note))
        result = Path(session.invoked_from, note.read_text()) if note.exists() else None
    if result:
        code = _call(session, "tests.studies.peers", str(result)) or code
    _end(code)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests: first those that may run side by side, then those that measure; or the chosen ones alone."""
    _install(session, "tests")
    # They start a thousand Pythons, which would each compile all that they import where nothing may be kept.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(session.cache_dir, "compiled").resolve())}
    # For nearly half of the time a test and what it started only wait, so two more than there are cores are at work.
    # A file is the work of one, so what its tests share is made once; tests/conftest.py begins with the slow files.
    workers = ("-n", str((os.cpu_count() or 1) + 2), "--dist", "loadfile", "--no-loadscope-reorder")
    side_by_side = ("python", "-m", "pytest", *workers)
    if session.posargs:
        session.run(*side_by_side, *session.posargs, env=kept)
        return
    session.run(*side_by_side, "-m", "not measuring", env=kept)
    session.run("python", "-m", "pytest", "-m", "measuring", env=kept)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and import rules."""
    _install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")
    session.run("zizmor", "--offline", "--quiet", *WORKFLOWS, *ACTIONS)
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-actions", *ACTIONS)
    session.run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "docs/ci/gitlab-ci.yml")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, of the tests too."""
    _install(session, "types", "tests")
    session.run("mypy")
