"""Keep the paths and names of this machine out of what may be published."""

import json
from pathlib import Path
from typing import Final

from bench.jobs import Job

PYPERF_FACTS: Final = {"aslr", "cpu_count", "cpu_model_name", "date", "duration", "inner_loops", "loops", "name"} | {
    "perf_version",
    "platform",
    "python_implementation",
    "python_version",
    "timer",
    "unit",
}


def published_timings(content: bytes) -> str:
    """Return a pyperf benchmark with only those facts about the machine that may be told; empty if it is none."""
    try:
        suite = json.loads(content)
        described = [suite, *suite["benchmarks"], *[run for each in suite["benchmarks"] for run in each["runs"]]]
        for part in described:
            part["metadata"] = {name: fact for name, fact in part.get("metadata", {}).items() if name in PYPERF_FACTS}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return json.dumps(suite)


class Cleaner:
    """Takes the paths of one job out of a text: its private folder, the implementation's, the data's, the user's."""

    def __init__(self, job: Job, folder: Path) -> None:
        environment = job.python.parent.parent
        sources = [source.absolute().parent for source in job.sources if isinstance(source, Path)]
        roots = [folder / "work", folder, job.module.absolute().parent, *sources, environment, environment.resolve()]
        roots += [Path.home(), Path.home().resolve()]
        self._roots = sorted({f"{root}/" for root in roots if len(root.parts) > 1}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        for root in self._roots:
            text = text.replace(root, "")
        return text
