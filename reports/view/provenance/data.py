"""What a report says of the data: its facts, its counts, and how it was made."""

from collections.abc import Mapping, Sequence

from bench.analysis.comparison import twin_ranks
from bench.model import formatting
from bench.model.log_words import GIVEN, carried_edge_cases, continued, other_lines, put_together, snapshot, unpacking
from bench.model.types import Coverage, Dataset, Recipe, Records, Run
from reports.page.page import DataFacts
from reports.page.parts import Count, Counts, Strip, Table
from reports.page.strips import strip
from reports.view.columns import spans
from reports.view.provenance import twin
from reports.view.provenance.again import TWIN

MESSAGES_SHOWN = 10


def data_facts(run: Run, dataset: Dataset) -> DataFacts:
    """Describe one dataset of a run; a twin with the profile that it was made from, and how alike it is."""
    is_twin = dataset.recipe is not None and dataset.recipe.generator == TWIN
    truth = dataset.truth or {}
    lengths = sorted((int(bound), count) for bound, count in truth.get("lengths", {}).items())
    counted = {
        "Levels": dict(_most(truth.get("levels", {}))),
        "Most frequent messages": dict(_most(truth.get("errors", {}))),
    }
    long = {"Lengths of lines": {f"up to {bound} bytes": count for bound, count in lengths}}
    return DataFacts(
        title=dataset.id,
        facts=(*_facts(dataset), *_publish_edge_cases(run, dataset)),
        settings=tuple(_settings(dataset)),
        preview=dataset.preview,
        counts=tuple(_counts(title, counts) for title, counts in counted.items() if counts),
        lengths=tuple(_counts(title, counts) for title, counts in long.items() if counts),
        hours=_hours(truth.get("hours", ())),
        profile=run.profile if is_twin else "",
        alike=twin_ranks.alike(run) if is_twin else "",
        properties=twin.properties(run) if is_twin else Table(),
    )


def other_data(datasets: Sequence[Dataset]) -> Table:
    """List datasets that served to show growth."""
    rows = (
        (each.id, _count_lines(each), formatting.size(each.bytes), each.sha256 or formatting.NOT_AVAILABLE)
        for each in sorted(datasets, key=lambda each: (each.lines, each.id))
    )
    return Table(heads=("Data", "Lines", "Size", "SHA-256"), rows=tuple(rows))


def _count_lines(dataset: Dataset) -> str:
    twice = dataset.recipe is not None and dataset.lines == 2 * (dataset.recipe.lines or 0)
    return formatting.count(dataset.lines) + (f" ({formatting.count(dataset.lines // 2)} twice)" if twice else "")


def _hours(counts: Sequence[int]) -> Strip | None:
    if not any(counts):
        return None
    by_name = {f"{hour:02d}:00": count for hour, count in enumerate(counts)}
    busiest = max(by_name, key=by_name.__getitem__)
    said = f"at most {formatting.count(by_name[busiest])}, in the hour from {busiest}"
    return strip(
        "Records by hour of the day", said, by_name, {name: formatting.count(n) for name, n in by_name.items()}
    )


def _counts(title: str, counts: Mapping[str, int]) -> Counts:
    full = max(counts.values())
    rows = (Count(name, formatting.count(count), spans([("accent", count)], full)) for name, count in counts.items())
    return Counts(title, tuple(rows))


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
        sizes += [("Unpacking", unpacking(packed))] if packed.unpack_seconds is not None else []
    if dataset.parts:
        sizes.append(("Files", put_together(dataset.parts)))
    if dataset.recipe is None:
        taken = [("Snapshot", f"the log {snapshot(dataset)}")] if dataset.snapshot else []
        return [("Kind", "the user's own log"), *sizes, *taken, *_understood(dataset)]
    malformed = (dataset.truth or {}).get("malformed")
    is_twin = dataset.recipe.generator == TWIN
    other = "Lines that begin no record" if is_twin else "Malformed records"
    extra = [] if malformed is None else [(other, formatting.count(malformed))]
    kind = "a twin of a log, made from its profile" if is_twin else "synthetic"
    return [("Kind", kind), *sizes, *extra, ("Generator", _generator(dataset.recipe))]


def _publish_edge_cases(run: Run, dataset: Dataset) -> list[tuple[str, str]]:
    names = carried_edge_cases(dataset, run.workloads.values())
    return [("Edge cases", f"those of {' and '.join(names)} are published as they are written")] if names else []


def _understood(dataset: Dataset) -> list[tuple[str, str]]:
    """Say how much of the user's own log was understood, in counts."""
    text = [] if dataset.utf8 is None else [("UTF-8", "throughout" if dataset.utf8 else "not throughout")]
    return [*text, *_describe_coverage(dataset), *([] if dataset.records is None else _records(dataset.records))]


def _describe_coverage(dataset: Dataset) -> list[tuple[str, str]]:
    """Return for each form how many lines have it; older results count only records."""
    if dataset.records and not dataset.coverage:
        whole, malformed = dataset.records.whole, dataset.records.malformed
        return [("Well-formed records", formatting.count(whole)), ("Malformed records", formatting.count(malformed))]
    return [
        (f"Records of the {form}", _share(found) + continued(dataset, found))
        if form.startswith(GIVEN)
        else (f"Lines of the form {form}", _share(found))
        for form, found in dataset.coverage.items()
    ]


def _share(coverage: Coverage) -> str:
    fitting, lines = formatting.count(coverage.fitting), formatting.count(coverage.fitting + coverage.other)
    other = other_lines(coverage, "it")
    return f"{fitting} of {lines}; {other}" if other else f"all {lines}"


def _records(found: Records) -> list[tuple[str, str]]:
    messages = "more than are counted" if found.messages is None else formatting.count(found.messages)
    return [("ERROR records", formatting.count(found.errors)), ("Distinct messages of these", messages)]


def _generator(recipe: Recipe) -> str:
    return f"{recipe.generator}, version {recipe.version}, seed {recipe.seed}"


def _settings(dataset: Dataset) -> list[tuple[str, str]]:
    """Return what identifies the data, and what made it as it is."""
    hashed = [("SHA-256", dataset.sha256)] if dataset.sha256 else []
    hashed += [("SHA-256 of its blocks of lines", dataset.blocks_sha256)] if dataset.blocks_sha256 else []
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
