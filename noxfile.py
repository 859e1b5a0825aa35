"""What can be done with this checkout, one named step each: `nox -s bench`, `nox -s tests`, `nox -l`."""

import hashlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nox

HERE = Path(__file__).resolve().parent


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
WORKFLOWS = sorted(str(path) for path in Path(".github/workflows").glob("*.yml"))
PINNED = "LEANLINES_PINNED"
PINS = ".ci/publishing.txt"
DEFAULTS = {"data": ["list"]}  # what a session gets where nothing was typed
NOT_OK = 3  # a row is not ok: the run itself is whole, so its report is drawn


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
        python = Path(session.bin) / "python"
        own = {"LEANLINES_NOX": _typed(session), "LEANLINES_FOLDER": str(session.invoked_from)}
        surroundings = os.environ | own | environment
        started.append(subprocess.Popen([python, "-m", *arguments], env=surroundings))
        return started[0].wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _pass_on(session: nox.Session, *arguments: str) -> None:
    """Run a module of this checkout and end with its exit code."""
    _install(session)
    if code := _call(session, *arguments):
        sys.exit(code)  # nox itself would answer 1 whatever happened


@nox.session
def bench(session: nox.Session) -> None:
    """Measure implementations and draw the report: `nox -s bench -- --lines 5M --all`."""
    code, _ = _measure_and_draw(session, *session.posargs)
    if code:
        sys.exit(code)


def _measure_and_draw(session: nox.Session, *arguments: str) -> tuple[int, Path | None]:
    """Return the exit code, and the result if it was drawn."""
    _install(session)
    with tempfile.TemporaryDirectory(prefix="leanlines-note-") as folder:  # of this run alone, outside the checkout
        note = Path(folder).resolve() / "result"
        code = _call(session, "bench", "run", *arguments, LEANLINES_RESULT_NOTE=str(note))
        if code not in {0, NOT_OK} or not note.exists():
            return code, None
        result = Path(note.read_text())
    return _draw(session, result) or code, Path(session.invoked_from, result)


def _draw(session: nox.Session, result: Path) -> int:
    """Draw a result in every form beside it; the first exit code that is not 0, or 0."""
    forms = {"html": "report.html", "md": "table.md", "csv": "table.csv"}
    codes = [
        _call(session, "reports", form, str(result), "--out", str(result.with_name(name)))
        for form, name in forms.items()
    ]
    session.log(f"Report: {result.with_name('report.html')}")
    return next(filter(None, codes), 0)


SESSIONS = {  # name -> the module and the verb that get what was typed, and a line for `nox -l`
    "data": ("generators", "Generate synthetic data: `nox -s data -- web_log --lines 3M --seed 7 --out web.log`."),
    "report": ("reports", "Draw a result again: `nox -s report -- html out/RUN`."),
    "site": (
        "reports site",
        "Build a site of many results, with their history: `nox -s site -- out/*/result.json --out out/site`.",
    ),
    "check": ("bench check", "Check every answer against the reference without measuring: `nox -s check -- --all`."),
    "new": ("bench new", "Create a starting file for an implementation: `nox -s new -- error_counts my_idea`."),
    "debug": (
        "bench debug",
        "Call one implementation once and show its output: `nox -s debug -- error_counts/my_idea --pdb`.",
    ),
    "list": ("bench list", "List workloads and implementations: `nox -s list -- --all`."),
    "sniff": ("bench sniff", "Say which format a log has: `nox -s sniff -- app.log`."),
    "lock": ("bench lock", "Pin the requirements of implementations by hash: `nox -s lock -- --impl my_idea`."),
    "compare": ("bench compare", "Compare two results: `nox -s compare -- BASE NEW`."),
    "budgets": ("bench budgets", "Check a result against budgets: `nox -s budgets -- out/RUN`."),
    "clean": ("bench clean", "Empty the cache folder: `nox -s clean -- --yes`."),
    "claims": (
        "bench claims",
        "Test the published figures of claims.toml: `nox -s claims -- --python 3.10 --python 3.13`.",
    ),
    "truth": (
        "tests.studies.truth",
        "Measure programs whose memory is known, and print the error of the figures.",
    ),
}


def _define(name: str, module: str, text: str) -> None:
    """Define a session that passes on what was typed."""

    def run(session: nox.Session) -> None:
        _pass_on(session, *module.split(), *(session.posargs or DEFAULTS.get(name, [])))

    run.__doc__ = text
    nox.session(name=name)(run)


for _name, (_module, _text) in SESSIONS.items():
    _define(_name, _module, _text)


@nox.session
def peers(session: nox.Session) -> None:
    """Measure five million lines with other programs and the engines' own idioms beside ours."""
    asked = [f"--workload={name}" for name in ("error_counts", "lines_with_error", "bytes_read")]
    own_size = {each.partition("=")[0] for each in session.posargs} & {"--lines", "--sizes", "--log", "--resume"}
    size = [] if own_size else ["--lines", "5M"]
    code, result = _measure_and_draw(
        session, *asked, "--impls", str(HERE / "tests" / "studies" / "peers"), "--all", *size, *session.posargs
    )
    if result:
        code = _call(session, "tests.studies.peers", str(result)) or code
    if code:
        sys.exit(code)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests: first those that may run side by side, then those that measure; or the chosen ones alone."""
    _install(session, "tests")
    # They start a thousand Pythons, which would each compile all that they import where nothing may be kept.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(session.cache_dir, "compiled").resolve())}
    # Many of them wait for processes that they start, so one more than there are cores is kept at work.
    side_by_side = ("python", "-m", "pytest", "-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
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
    session.run("zizmor", "--offline", "--quiet", ".github/workflows")
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS)


@nox.session
def types(session: nox.Session) -> None:
    """Check types."""
    _install(session, "types")
    session.run("mypy")
