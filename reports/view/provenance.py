"""Where a result comes from: data, machine, environments, and the commands that make it again.

Only what the result carries is shown, and a result carries no host name, user or path.
"""

import base64
import itertools
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeGuard

import msgspec

from bench.analysis.repetition import repetition
from bench.model import formatting
from bench.model.commands import OURS, published, shell, typed
from bench.model.errors import ResultError
from bench.model.log_words import GIVEN, other_lines, put_together, snapshot
from bench.model.types import Checkout, Coverage, Dataset, EdgeCasePolicy, Machine, Recipe, Records, Run
from bench.results import result_file
from reports.page.page import Command, DataFacts, Phase, Repeated
from reports.page.parts import Count, Counts, Strip, Table
from reports.page.strips import strip
from reports.view.columns import spans

MESSAGES_SHOWN = 10
TWIN: Final = "twin"
FORMAT_FILE: Final = ".toml"
HASH = re.compile("[0-9a-f]{40,64}")


def data_facts(dataset: Dataset, profile: str = "") -> DataFacts:
    """Describe one dataset.

    Args:
        dataset: what is described.
        profile: of the log whose twin the data of the run is.
    """
    truth = dataset.truth or {}
    lengths = sorted((int(bound), count) for bound, count in truth.get("lengths", {}).items())
    counted = {
        "Levels": dict(_most(truth.get("levels", {}))),
        "Most frequent messages": dict(_most(truth.get("errors", {}))),
    }
    long = {"Lengths of lines": {f"up to {bound} bytes": count for bound, count in lengths}}
    return DataFacts(
        title=dataset.id,
        facts=tuple(_facts(dataset)),
        settings=tuple(_settings(dataset)),
        preview=dataset.preview,
        counts=tuple(_counts(title, counts) for title, counts in counted.items() if counts),
        lengths=tuple(_counts(title, counts) for title, counts in long.items() if counts),
        hours=_hours(truth.get("hours", ())),
        profile=profile if dataset.recipe and dataset.recipe.generator == TWIN else "",
    )


def other_data(datasets: Sequence[Dataset]) -> Table:
    """List datasets that served to show growth."""
    rows = (
        (each.id, formatting.count(each.lines), formatting.size(each.bytes), each.sha256 or formatting.NOT_AVAILABLE)
        for each in datasets
    )
    return Table(heads=("Data", "Lines", "Size", "SHA-256"), rows=tuple(rows))


def _hours(counts: Sequence[int]) -> Strip | None:
    if not any(counts):
        return None
    by_name = {f"{hour:02d}:00": count for hour, count in enumerate(counts)}
    busiest = max(by_name, key=by_name.__getitem__)
    said = f"most records between {busiest} and the next hour: {formatting.count(by_name[busiest])}"
    return strip(
        "Records by hour of the day", said, by_name, {name: formatting.count(n) for name, n in by_name.items()}
    )


def _counts(title: str, counts: Mapping[str, int]) -> Counts:
    full = max(counts.values())
    rows = (Count(name, formatting.count(count), spans([("accent", count)], full)) for name, count in counts.items())
    return Counts(title, tuple(rows))


def machine_facts(machine: Machine, checkout: Checkout | None) -> tuple[tuple[str, str], ...]:
    """Describe the computer, and what measured; what could not be had says so."""
    facts = {
        "System": f"{machine.system}, {machine.architecture}",
        "Processor": machine.processor,
        "Cores": formatting.count(machine.cores),
        "Memory": _gibibytes(machine.memory),
        "Swap": None if machine.swap is None else _gibibytes(machine.swap) if machine.swap else "none",
        "Frequency governor": machine.governor,
        "Turbo": None if machine.turbo is None else "on" if machine.turbo else "off",
        "Transparent huge pages": machine.huge_pages,
    }
    said = tuple((name, text or formatting.NOT_AVAILABLE) for name, text in facts.items())
    others = sorted((name, release) for name, release in machine.versions.items() if name != OURS)
    return (*said, *others, (OURS, machine.versions.get(OURS) or version(checkout)))


def was_installed(machine: Machine) -> bool:
    """Tell whether an installed package measured, which has a release, and not a checkout, which has a commit."""
    return OURS in machine.versions


def version(checkout: Checkout | None) -> str:
    """Say which commit of this project measured."""
    return formatting.NOT_AVAILABLE if checkout is None else _commit(checkout)


def measured(run: Run) -> str:
    """Say which commit the measured code is of, and when that was."""
    of = " and ".join(map(_commit, run.commits()))
    return f"Measured{f' at {of}' if of else ''} on {run.plan.started[:10]}"


def _commit(checkout: Checkout) -> str:
    return f"commit {checkout.commit}{' with changes' if checkout.changed else ''}"


def commands(run: Run) -> tuple[Command, ...]:
    """Return the commands that repeat the run."""
    arguments = _lasting(run.plan.arguments)
    installed = was_installed(run.machine)
    lines = dict(_versions(run)) | {
        published("bench run", *arguments, installed=installed): (
            "Generate the same data, measure again and draw the report."
        )
    }
    if run.before is None:  # `check` knows one state alone, and `--again` finds no folder of the earlier one
        lines[published("bench check", *arguments, installed=installed)] = "Only check the answers."
    if run.before is None and not run.pooled:  # what several machines measured is not measured again on one
        again = published("bench run", "--again", "report.html", *_given_again(run), installed=installed)
        lines[again] = "Measure again what this report states, and compare."
    return tuple(Command(line=line, purpose=purpose) for line, purpose in lines.items())


def _versions(run: Run) -> Iterator[tuple[str, str]]:
    """Yield the commands that take the very versions, where a commit has all of it."""
    if _is_whole(run.checkout):
        yield f"git checkout {run.checkout.commit}", "Take the version of Leanlines that measured this."
    for origin, commit in run.repositories.items():
        if _is_whole(commit):
            yield shell("git", "-C", Path(origin), "checkout", commit.commit), "Take the code that was measured."


def _is_whole(checkout: Checkout | None) -> TypeGuard[Checkout]:
    return checkout is not None and not checkout.changed and HASH.fullmatch(checkout.commit) is not None


def _given_again(run: Run) -> tuple[str, ...]:
    """Return the options for what a report does not hold: the user's log, a format of their own, and folders."""
    folders = dict.fromkeys(item.origin for item in run.implementations if item.origin != "impls")
    log = ("--log", "FILE") if any(data.kind == "own log" for data in run.data.values()) else ()
    written = any(each.written_for for each in run.workloads.values())
    format_ = ("--format", "FILE") if written and _is_own_format(run.plan.arguments) else ()
    return (*log, *format_, *(word for folder in folders for word in ("--impls", folder)))


def _is_own_format(arguments: Sequence[str]) -> bool:
    """Tell whether the format of the log was given as a file."""
    given = [word for before, word in itertools.pairwise(arguments) if before == "--format"]
    given += [word for word in arguments if word.startswith("--format=")]
    return any(word.endswith(FORMAT_FILE) for word in given)


def repeated(run: Run) -> Repeated | None:
    """Say what became of the older result that this run measured again."""
    found = run.repeats
    if found is None:
        return None
    verdicts = {True: "within", False: "not within", None: "not judged"}
    order = (False, None, True)
    carried = (f"These sources were taken from the older result itself: {', '.join(found.embedded)}.",)
    return Repeated(
        older=f"Run {found.run_id} of {found.started[:10]} was measured again; SHA-256 of its result: {found.sha256}.",
        finding=repetition.summary(found, "it"),
        remarks=found.remarks + (carried if found.embedded else ()),
        figures=Table(
            heads=("Row", "Figure", "Stated", "Found", "Verdict", "May differ by"),
            rows=tuple(
                (each.row, each.metric, each.stated, each.found, verdicts[each.within], each.tolerance)
                for each in sorted(found.figures, key=lambda held: order.index(held.within))
            ),
        ),
    )


def _lasting(arguments: Sequence[str]) -> list[str]:
    """Leave out the folder that the result went to."""
    return [each for before, each in zip(("", *arguments), arguments, strict=False) if "--out" not in (before, each)]


def _facts(dataset: Dataset) -> list[tuple[str, str]]:
    if dataset.kind == "number":
        return [("Number", formatting.count(dataset.lines))]
    sizes = [
        ("Lines", formatting.count(dataset.lines)),
        ("Size", f"{formatting.size(dataset.bytes)} ({formatting.count(dataset.bytes)} bytes)"),
    ]
    if dataset.packed:
        packed = dataset.packed
        size = f"{formatting.size(packed.bytes)} ({formatting.count(packed.bytes)} bytes)"
        sizes = [sizes[0], ("Size, unpacked", sizes[1][1]), (f"Size as {packed.packing}, which is measured", size)]
    if dataset.parts:
        sizes.append(("Files", put_together(dataset.parts)))
    if dataset.recipe is None:
        taken = [("Snapshot", f"the log {snapshot(dataset)}")] if dataset.snapshot else []
        return [("Kind", "the user's own log"), *sizes, *taken, *_understood(dataset)]
    malformed = (dataset.truth or {}).get("malformed")
    extra = [] if malformed is None else [("Malformed records", formatting.count(malformed))]
    kind = "a twin of a log, made from its profile" if dataset.recipe.generator == TWIN else "synthetic"
    return [("Kind", kind), *sizes, *extra, ("Generator", _generator(dataset.recipe))]


def _understood(dataset: Dataset) -> list[tuple[str, str]]:
    """Say how much of the user's own log was understood, in counts."""
    text = [] if dataset.utf8 is None else [("UTF-8", "throughout" if dataset.utf8 else "not throughout")]
    return [*text, *_covered(dataset), *([] if dataset.records is None else _records(dataset.records))]


def _covered(dataset: Dataset) -> list[tuple[str, str]]:
    """Say for each form how many lines have it; a result from before that was counted has records alone."""
    if dataset.records and not dataset.coverage:
        whole, malformed = dataset.records.whole, dataset.records.malformed
        return [("Well-formed records", formatting.count(whole)), ("Malformed records", formatting.count(malformed))]
    return [
        (f"Records of the {form}" if form.startswith(GIVEN) else f"Lines of the form {form}", _share(found))
        for form, found in dataset.coverage.items()
    ]


def _share(coverage: Coverage) -> str:
    fitting, lines = formatting.count(coverage.fitting), formatting.count(coverage.fitting + coverage.other)
    other = other_lines(coverage)
    return f"{fitting} of {lines}; {other}" if other else f"all {lines}"


def _records(found: Records) -> list[tuple[str, str]]:
    messages = "more than are counted" if found.messages is None else formatting.count(found.messages)
    return [("ERROR records", formatting.count(found.errors)), ("Distinct messages of these", messages)]


def _generator(recipe: Recipe) -> str:
    return f"{recipe.generator}, version {recipe.version}, seed {recipe.seed}"


def _settings(dataset: Dataset) -> list[tuple[str, str]]:
    """Return what identifies the data, and what made it as it is."""
    hashed = [("SHA-256", dataset.sha256)] if dataset.sha256 else []
    hashed += [(f"SHA-256 of the {dataset.packed.packing} file", dataset.packed.sha256)] if dataset.packed else []
    hashed += [
        (f"SHA-256 of {each.name or f'file {number}'}", each.sha256) for number, each in enumerate(dataset.parts, 1)
    ]
    if dataset.recipe is None:
        return hashed
    recipe = dataset.recipe
    vocabulary = [("Vocabulary", f"Faker {recipe.faker}, {recipe.vocabulary}")] if recipe.faker else []
    return [*hashed, *vocabulary, *((name, str(value)) for name, value in recipe.knobs.items())]


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MESSAGES_SHOWN]


def _gibibytes(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"


PHASES: Final = (
    Phase("start", "Interpreter up, worker loaded", "bare peak", timed=False),
    Phase("import", "The implementation and its libraries are loaded", "import peak, import time", timed=False),
    Phase("collect", "Garbage is collected", "", timed=False),
    Phase("run", "From file to answer, type of the answer checked", "time, CPU time, peak", timed=True),
    Phase("check", "The answer is written and compared", "", timed=False),
)


METHOD: Final = """
Before anything is timed, every implementation answers {checked} in a process of its own.
Each answer is compared with that of a slow, obviously correct reference.{tolerance}

A failed implementation is listed with its status and reason, and is not ranked.{excused}

Memory, time and traced memory are measured in separate fresh processes, because tracing slows code down and takes
memory of its own.

Resident memory is the kernel's high-water mark of the process, read from outside and reset between phases; {processes}.
For several processes it is the sum of their proportional set sizes, which count a shared page once.

Time is the wall-clock time of one call of `run`, taken by pyperf in a fresh process; garbage is collected before it.

In each of up to {rounds}, every implementation runs once, in random order, so that drift of the machine affects all of
them alike.

The baseline runs a second time in every round, as the A/A control. What the two differ by is the noise floor: no
smaller difference is claimed.

Estimates are Hodges-Lehmann estimates over the rounds; intervals are exact signed-rank intervals of paired log ratios.
Rows without a measurable difference in time share a rank.

Memory by line comes from a second traced pass over part of the data, by a snapshot near the peak; curves of memory over
time come from processes of their own.

A process that took longer than {seconds} or grew beyond {memory} was ended from outside.
"""


CHECKED: Final = "small data, edge cases and the full data"
EXCUSED: Final = " One that is right on the full data and fails edge cases is ranked, and says so beside its name."


def method(run: Run) -> tuple[str, ...]:
    """Return the method of a run, point by point."""
    plan = run.plan
    single = plan.resident_processes == 1
    filled = METHOD.format(
        checked="small data and the full data" if plan.edge_cases is EdgeCasePolicy.OFF else CHECKED,
        tolerance=_tolerance(run),
        excused=EXCUSED if plan.edge_cases is EdgeCasePolicy.WARN else "",
        processes="one process is measured" if single else f"the largest of {plan.resident_processes} processes counts",
        rounds="one round" if plan.rounds == 1 else f"{plan.rounds} rounds",
        seconds=formatting.duration(plan.limits.seconds),
        memory=formatting.amount(plan.limits.memory),
    )
    return tuple(" ".join(sentence.split()) for sentence in filled.strip().split("\n\n"))


def _tolerance(run: Run) -> str:
    """Say of each workload that has a tolerance how far numbers may be from the reference's; empty if none has."""
    stated = {name: each.tolerance for name, each in run.workloads.items() if each.tolerance}
    return "".join(
        f" Fractions in an answer to {name} may differ from the reference's by {share:g} times their value."
        for name, share in sorted(stated.items())
    )


PLAIN: Final = 1_000_000  # bytes; a result of the default run has a quarter of it


def embedded(run: Run) -> str:
    """Return the result as JSON text.

    Raises:
        ResultError: if a figure is not a finite number, or the result is larger than a reader of reports takes.
    """
    plain = msgspec.json.format(result_file.to_json(run), indent=-1)
    if len(plain) <= PLAIN:
        return plain.decode()
    if len(plain) > result_file.INFLATED:
        raise ResultError(
            f"The result has {len(plain):,} bytes, and a report carries {result_file.INFLATED:,} at most.",
            f"Write its rows as text: {typed('reports', 'md', 'RESULT')}",
        )
    deflated = base64.b64encode(zlib.compress(plain, 9)).decode()
    return msgspec.json.encode({"deflated": deflated}).decode()
