"""The step of the action that measures. Standard library only; every input comes by the environment.

It ends with 0 whatever was measured, and writes what became of it to `GITHUB_OUTPUT`: the report is published before
the job fails.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

PLAIN: Final = {"workload": "--workload", "log": "--log", "lines": "--lines", "budget": "--budget"}
INPUTS: Final = ("impls", *PLAIN, "before", "python", "budgets", "fail_on", "args")
AUTO: Final = "auto"
SUMMARY: Final = 900_000  # bytes; a summary of a job holds 1 MiB
RESULT, REPORT, TABLE, VERDICT = "result.json", "report.html", "table.md", "before.json"


def main() -> int:
    """Measure and publish; return 0 unless the action itself is broken."""
    asked = {name: os.environ.get(f"INPUT_{name.upper()}", "") for name in INPUTS}
    before = _revision() if asked["before"] == AUTO else asked["before"]
    out = Path(os.environ["RUNNER_TEMP"], "leanlines-out", _name(asked))
    code = _call("bench", *_arguments(asked, before), f"--out={out}")
    result = next(out.glob(f"*/{RESULT}"), None)
    if result is None:
        unchanged = code == 0 and bool(before)
        _output(code=str(0 if unchanged else code or 1))
        _summarize(NOTHING_CHANGED if unchanged else NOTHING)
        return 0
    if before and asked["budgets"]:
        held = _call("budgets", str(result), f"--file={asked['budgets']}", f"--impls={asked['impls']}")
        code = code or held
    _publish(result, _name(asked), code)
    return 0


NOTHING: Final = "Nothing was measured; the log of the step Measure says why."
NOTHING_CHANGED: Final = "No row changed, so nothing was measured."


def _arguments(asked: Mapping[str, str], before: str) -> Iterator[str]:
    """Yield the command line; a value is joined to its option, so that none is taken for another option."""
    yield f"--impls={asked['impls']}"
    for name, option in PLAIN.items():
        if asked[name]:
            yield f"{option}={asked[name]}"
    if before:
        yield f"--before={before}"
        yield from (f"--fail-on={limit}" for limit in _lines(asked["fail_on"]))
    elif asked["budgets"]:
        yield f"--check-budgets={asked['budgets']}"
    yield from _lines(asked["args"])


def _lines(text: str) -> Iterator[str]:
    yield from filter(None, (line.strip() for line in text.splitlines()))


def _revision() -> str:
    """Return what a pull request will be merged into: the first parent of the merge that it is checked out as."""
    if os.environ.get("GITHUB_EVENT_NAME") != "pull_request":
        return ""
    head, merge = _git("rev-parse", "HEAD"), os.environ.get("GITHUB_SHA", "")
    if head and head == merge and _git("rev-parse", "--quiet", "--verify", "HEAD^1^{commit}"):
        return "HEAD^1"
    missing = "give actions/checkout fetch-depth: 2, and no ref"
    print(f"::warning title=Leanlines::The base is not in this clone, so nothing is compared: {missing}.")
    return ""


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def _call(*words: str) -> int:
    """Run a verb of Leanlines on files as they are named from here; return its exit code."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}  # it is run where it lies
    own["LEANLINES_FOLDER"] = str(Path.cwd())
    sys.stdout.flush()
    command = [sys.executable, "-m", "leanlines", *words]
    return subprocess.run(command, cwd=os.environ["TOOL"], env=own, check=False).returncode


def _name(asked: Mapping[str, str]) -> str:
    """Return a name that no other call within a run of a workflow has: an artifact is named after its file."""
    place = [os.environ.get(each, "") for each in ("GITHUB_JOB", "JOB_INDEX", "RUNNER_OS", "RUNNER_ARCH")]
    digest = hashlib.sha256(json.dumps([place, sorted(asked.items())]).encode()).hexdigest()
    job = re.sub(r"[^A-Za-z0-9_]", "_", place[0])[:30] or "job"
    attempt = os.environ.get("GITHUB_RUN_ATTEMPT", "1")
    return f"leanlines-{job}-{digest[:8]}-{attempt if attempt.isascii() and attempt.isdigit() else 1}"


def _publish(result: Path, name: str, code: int) -> None:
    report, page = result.with_name(REPORT), result.with_name(TABLE)
    published = result.with_name(f"{name}.json")
    shutil.copyfile(result, published)
    found = {"code": code, "result": result, "published": published, "comment": page, "changed": _changed(result)}
    if report.is_file():
        found["report"] = shutil.copyfile(report, result.with_name(f"{name}.html"))
    _output(**{key: str(value) for key, value in found.items()})
    _summarize(page.read_text(encoding="utf-8") if page.is_file() else NOTHING)


def _changed(result: Path) -> str:
    """Return whether a difference is claimed, as the verdict beside the result says; empty without one."""
    verdict = result.with_name(VERDICT)
    if not verdict.is_file():
        return ""
    rows = json.loads(verdict.read_bytes())["rows"]
    return "true" if any(row["sense"].startswith(("better", "worse")) for row in rows) else "false"


def _output(**values: str) -> None:
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{key}={' '.join(value.splitlines())}\n" for key, value in values.items())


def _summarize(text: str) -> None:
    with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("ab") as file:
        file.write(text.encode()[:SUMMARY].decode("utf-8", "ignore").encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
