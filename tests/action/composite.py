"""Run the steps of a composite action as a runner does: their shell for real, stand-ins for the actions they use."""

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent.parent
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
TERM = re.compile(r"([\w.-]+) (==|!=) (.+)")
FORMAT = re.compile(r"format\('(.*?)\{0\}(.*?)', ([\w.-]+)\)")


def load(path: Path) -> dict[str, Any]:
    return YAML(typ="safe").load(path.read_text())  # type: ignore[no-any-return]


@dataclass
class Composite:
    """A job in a folder of its own that uses the action once.

    `work` is the checkout of the user, `temp` the runner's folder, `tool` the checkout that the action came in, and
    `python` what runs in place of the Python that setup-python finds. `context` is what expressions see of the event.
    """

    action: Path
    work: Path
    temp: Path
    tool: Path
    python: Path
    context: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    uploads: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    log: str = ""
    failed: bool = False

    def __post_init__(self) -> None:
        self.description = load(self.action)
        defaults = {name: str(each.get("default", "")) for name, each in self.description["inputs"].items()}
        self.inputs = defaults | self.inputs
        self.temp.mkdir(exist_ok=True)

    @property
    def results(self) -> dict[str, str]:
        """What the action puts out."""
        return {name: self.filled(each["value"]) for name, each in self.description.get("outputs", {}).items()}

    @property
    def summary(self) -> str:
        path = self.temp / "summary"
        return path.read_text() if path.exists() else ""

    def run(self) -> "Composite":
        for step in self.description["runs"]["steps"]:
            if self._is_wanted(step.get("if")):
                self._take(step)
        return self

    def filled(self, text: object) -> str:
        return EXPRESSION.sub(lambda found: self._value(found[1].strip()), str(text))

    def _take(self, step: Mapping[str, Any]) -> None:
        found = self._use(step) if "uses" in step else self._shell(step)
        self.outputs[step.get("id", "")] = found

    def _use(self, step: Mapping[str, Any]) -> dict[str, str]:
        name, _, commit = step["uses"].partition("@")
        assert re.fullmatch("[0-9a-f]{40}", commit), step["uses"]
        given = {key: self.filled(value) for key, value in step.get("with", {}).items()}
        self.used.append(name)
        if name == "actions/setup-python":
            return {"python-path": str(self.python), "python-version": "3.13.9"}
        if name == "actions/cache/restore":
            return {"cache-primary-key": given["key"], "cache-hit": "false"}
        if name == "actions/upload-artifact":
            path = Path(given["path"])
            assert path.is_file()
            assert given["archive"] == "False"
            assert path.name not in self.uploads, "two artifacts of one name"
            self.uploads.append(path.name)
            return {"artifact-url": f"https://example.org/artifacts/{len(self.uploads)}"}
        assert name == "actions/cache/save"
        return {}

    def _shell(self, step: Mapping[str, Any]) -> dict[str, str]:
        assert "${{" not in step["run"], "an expression is pasted into a command"
        output = self.temp / "output"
        output.write_text("")
        own = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.temp),
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "GITHUB_EVENT_NAME": self.context["github.event_name"],
            "GITHUB_JOB": "measure",
            "GITHUB_RUN_ATTEMPT": "1",
        }
        own |= self.environment | {name: self.filled(value) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.work,
            env=own,
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        self.failed = self.failed or done.returncode != 0
        return dict(line.partition("=")[::2] for line in output.read_text().splitlines())

    def _value(self, name: str) -> str:
        if found := re.fullmatch(r"inputs\.([\w-]+)", name):
            return self.inputs[found[1]]
        if found := re.fullmatch(r"steps\.(\w+)\.outputs\.([\w-]+)", name):
            return self.outputs.get(found[1], {}).get(found[2], "")
        if found := FORMAT.fullmatch(name):
            return f"{found[1]}{self._value(found[3])}{found[2]}"
        known = {
            "runner.temp": str(self.temp),
            "runner.os": "Linux",
            "runner.arch": "X64",
            "github.action_path": str(self.tool),
            "strategy.job-index": "0",
        }
        return (known | self.context)[name]

    def _is_wanted(self, condition: str | None) -> bool:
        if condition is None:
            return not self.failed
        inner = EXPRESSION.sub(lambda found: found[1], condition)
        return all(self._holds(" ".join(term.split())) for term in inner.split("&&"))

    def _holds(self, term: str) -> bool:
        if term in {"!cancelled()", "success()"}:
            return term == "!cancelled()" or not self.failed
        found = TERM.fullmatch(term)
        assert found, term
        right = found[3][1:-1] if found[3].startswith("'") else self._value(found[3])
        return (self._value(found[1]) == right) is (found[2] == "==")
