"""Foresee what processes will take: seconds and memory. Pure.

What is known of a row comes from a few processes of it, maybe at other sizes (`scale`). What a process of another
instrument takes then follows from experience: FACTORS. As soon as processes of an instrument have ended, they correct
the factor for the rows to come. A row that has run itself is asked first, and then an earlier run of it.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import fmean, median
from typing import Final

from bench.analysis.forecast.uneven_rounds import is_peak_known, place_controls, take_fewer_rounds
from bench.analysis.pareto import choose_curves
from bench.analysis.statistics.times import confidence_of
from bench.model import formatting
from bench.model.cells import first_copy, list_repeated
from bench.model.sweep import CURVES, LARGEST, is_swept, processes
from bench.model.types import REPEATING, Cell, Instrument, Plan, Sample, Status
from bench.results import outcomes

LINES_AT_MOST: Final = 100_000  # of the data of the second traced pass; more says no more of a line's share
QUICK_LINES: Final = 20_000  # likewise of a first impression, of which that pass would be a third
SHORT_CALL: Final = 0.5  # seconds; below it a process makes a second call, to find out what is kept between calls
TWICE: Final = 3  # rounds in which it does; more would show the same
FACTORS: Final = {  # times as long as the plain call
    Instrument.TRACED: 9.0,
    Instrument.LINES: 25.0,
    Instrument.ALLOCATIONS: 6.0,
    Instrument.TRACED_CURVE: 9.0,
}
PYPERF: Final = 0.15  # seconds for which a timed process starts pyperf and collects its metadata
CALLS: Final = 1.4  # of a short row in a timed process, on average over the usual rounds
VALUE: Final = 0.1  # seconds that a timed process spends at least in calls, where they are repeated in loops
ANSWERS: Final = 3  # processes of the check, of each row
ANSWERED: Final = 40_000  # lines that one of them answers
BETWEEN: Final = 0.05  # seconds between the end of one process and the start of the next
SAMPLED: Final = 4.0  # seconds of calls in which a sampler looks at source lines: a thousand samples
TRACED_MEMORY: Final = 2.0  # times as much as the plain call

Kind = tuple[Cell, Instrument]
Taken = Mapping[Kind, Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one process of a row needs.

    Args:
        size: lines of the data, or the number.
        start: seconds from spawn to exit, without the call of `run`.
        run: seconds of that call.
        base: bytes resident when `run` begins.
        peak: bytes resident at most.
        source: where this is known from, or what is assumed.
        least: bytes that were seen to be needed, where `peak` is only assumed; None where it is known.
        steady: whether it is one process with one thread, whose memory is the same whatever runs beside it.
    """

    size: int
    start: float
    run: float
    base: float
    peak: float
    source: str = ""
    least: float | None = None
    steady: bool = False

    @property
    def assumed(self) -> bool:
        """Whether the memory is neither measured nor forecast by a law that held."""
        return self.least is not None


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What is known about the processes of a run.

    Args:
        sizes: id of the data -> lines, or the number.
        needs: of rows; a control needs what its baseline needs.
        taken: seconds from spawn to exit of every process that has ended, by row and instrument.
        earlier: likewise of processes of an earlier run on data of the same size.
        most: lines, or the number, of the passes that a part of the data is enough for.
        beside: how many processes of `REPEATING` run at a time.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[Cell, Need] = field(default_factory=dict)
    taken: Taken = field(default_factory=dict)
    earlier: Taken = field(default_factory=dict)
    most: Mapping[Instrument, int] = field(default_factory=lambda: {Instrument.LINES: LINES_AT_MOST})
    beside: int = 1

    def after(self, samples: Iterable[Sample]) -> "Costs":
        """Learn from all processes that have ended."""
        taken: dict[Kind, list[float]] = {}
        resident: dict[Cell, list[Sample]] = {}
        for sample in samples:
            if sample.status is Status.OK and "process_seconds" in sample.values:
                took = float(sample.values["process_seconds"].value)
                taken.setdefault((sample.cell, sample.instrument), []).append(took)
                resident.setdefault(sample.cell, []).append(sample)
        found = {cell: need_of(each, self.sizes.get(cell.data, 1)) for cell, each in resident.items()}
        needs = {**self.needs, **{cell: need for cell, need in found.items() if need}}
        return replace(self, needs=needs, taken=taken)

    def seconds(self, cell: Cell, instrument: Instrument) -> float | None:
        """Return what one more process takes, from one start to the next; None if nothing is known of any row."""
        for taken in (self.taken, self.earlier):
            twin = replace(cell, control=not cell.control)  # the other copy of a row runs the same code
            own = [*taken.get((cell, instrument), ()), *taken.get((twin, instrument), ())]
            if own:
                return fmean(own) + BETWEEN
        need = self.needs.get(first_copy(cell))
        if need:
            return self._corrections.get(instrument, 1.0) * seconds(need, instrument, self.most) + BETWEEN
        return self._usual[instrument]

    def foresee(self, cell: Cell) -> Need | None:
        """Return what a row needs, be it only known at other sizes; None if nothing is known of it."""
        own = self.needs.get(first_copy(cell))
        others = [need for other, need in self.needs.items() if replace(other, data=cell.data) == first_copy(cell)]
        return own or (scale(others, self.sizes.get(cell.data, 1)) if others else None)

    @property
    def runs(self) -> Mapping[Cell, float]:
        """Seconds of one call of each row for which that is known."""
        return {cell: need.run for cell, need in self.needs.items()}

    @cached_property
    def _corrections(self) -> Mapping[Instrument, float]:
        """How many times as long as forecast the processes of an instrument took so far."""
        took, expected = dict.fromkeys(Instrument, 0.0), dict.fromkeys(Instrument, 0.0)
        for (cell, instrument), taken in self.taken.items():
            if cell in self.needs:
                took[instrument] += fmean(taken)
                expected[instrument] += seconds(self.needs[cell], instrument, self.most)
        return {instrument: took[instrument] / each for instrument, each in expected.items() if each}

    @cached_property
    def _usual(self) -> Mapping[Instrument, float | None]:
        """Seconds of one more process of a row about which nothing is known: the mean of the others."""
        return {instrument: self._mean(instrument) for instrument in Instrument}

    def _mean(self, instrument: Instrument) -> float | None:
        known = [each for cell in self.needs if (each := self.seconds(cell, instrument)) is not None]
        return fmean(known) if known else None


def most_lines(plan: Plan) -> Mapping[Instrument, int]:
    """Return on how many lines each pass runs that a part of the data is enough for, if the growth model allows it."""
    curves = {} if plan.timeline else dict.fromkeys(CURVES, LARGEST)  # what was asked for is had in full
    return {Instrument.LINES: QUICK_LINES if plan.quick else LINES_AT_MOST, **curves}


def seconds(need: Need, instrument: Instrument, most: Mapping[Instrument, int]) -> float:
    """Return the seconds from spawn to exit of a process with these needs; `most` as in `Costs`."""
    if instrument is Instrument.ANSWER:
        return ANSWERS * (need.start + need.run * ANSWERED / need.size)
    if instrument is Instrument.TIMING:
        return need.start + PYPERF + (CALLS * need.run + VALUE if need.run < SHORT_CALL else need.run)
    if instrument is Instrument.LINE_SECONDS:
        return need.start + max(SAMPLED + need.run / 2, need.run)
    share = min(1.0, most.get(instrument, need.size) / need.size)
    return need.start + need.run * share * FACTORS.get(instrument, 1.0)


def need_of(samples: Iterable[Sample], size: int, source: str = "") -> Need | None:
    """Return what the resident processes of a row show that it needs; None without any that ended well."""
    values = [each.values for each in samples if each.instrument is Instrument.RESIDENT and each.status is Status.OK]
    whole = [each for each in values if {"run_seconds", "process_seconds", "import_peak", "peak"} <= each.keys()]
    if not whole:
        return None
    run = median(each["run_seconds"].value for each in whole)
    return Need(
        size=max(1, size),
        start=max(0.0, median(each["process_seconds"].value for each in whole) - run),
        run=run,
        base=max(each["import_peak"].value for each in whole),
        peak=max(each["peak"].value for each in whole),
        source=source,
        steady=all("single_thread" in each and each["single_thread"].value == 1 for each in whole),
    )


def scale(points: Sequence[Need], size: int) -> Need:
    """Return what a row needs at a size, given what it needs at others (at least one).

    A straight line through the two largest sizes; through one alone, all that `run` takes grows with the size, which
    is more than the truth for a row that holds a block at a time. Both are assumptions, and the need says so: an engine
    whose buffers fill while the data is small looks like a steep line (DuckDB on 20,000 and 80,000 lines foretold up to
    3,000 MiB at 3.2 million, where it takes 205). What was seen at sizes up to this one is needed at least.
    """
    size = max(1, size)  # as that of a need is, of an empty log as well
    *_, large = ordered = sorted(points, key=lambda point: point.size)
    small = next((point for point in reversed(ordered) if point.size < large.size), None)
    if small is None or size == large.size:
        factor = size / large.size
        run, grown = large.run * factor, max(0.0, large.peak - large.base) * factor
    else:
        steps = (size - large.size) / (large.size - small.size)
        run = large.run + steps * max(0.0, large.run - small.run)
        grown = large.peak - large.base + steps * max(0.0, large.peak - small.peak)
    run, peak = max(run, 0.0), large.base + max(grown, 0.0)
    if size == large.size:
        return replace(large, run=run, peak=peak)
    seen = max((point.peak for point in ordered if point.size <= size), default=large.base)
    return replace(large, size=size, run=run, peak=peak, least=min(seen, peak), source=_assumption(large, small, size))


def _assumption(large: Need, small: Need | None, size: int) -> str:
    """Say how a size is reckoned from others; what is itself assumed already says so."""
    if large.assumed:
        return large.source
    line = "in proportion to" if small is None else f"a straight line {'beyond' if size > large.size else 'below'}"
    return f"assumed: {line} {large.source} at size {formatting.count(large.size)}"


def count_processes(
    plan: Plan, samples: Sequence[Sample], gone: Container[Cell] = (), *, needs: Mapping[Cell, Need]
) -> Counter[Kind]:
    """Count the processes that are still to come, by row and instrument, where the rounds are not cut short.

    Args:
        plan: what is to be measured.
        samples: what has been.
        gone: rows that left the rounds because they are decided.
        needs: what is known of rows.
    """
    well = list_well(plan, samples)
    runs = {cell: need.run for cell, need in needs.items()}
    placed = place_controls(plan, well, runs)
    fewer = take_fewer_rounds(plan, placed, runs)
    wanted: Counter[Kind] = Counter()
    for cell in placed:
        wanted.update(
            {(cell, instrument): count for instrument, count in processes(plan, cell, fewer=cell in fewer).items()}
        )
        if cell in gone:
            del wanted[cell, Instrument.TIMING]
        if not is_swept(plan, cell) and is_peak_known(each for each in samples if each.cell == cell):
            del wanted[cell, Instrument.RESIDENT]
    if instruments := of_chosen(plan):
        chosen = choose_curves(_rows(plan, well), samples, list_repeated(plan.cells), confidence_of(plan))
        wanted.update({(cell, instrument): 1 for cell in chosen for instrument in instruments})
    for cell in {replace(cell, data="", cache="warm", control=False): cell for cell in reversed(well)}.values():
        wanted[cell, Instrument.ANSWER] = 1  # one check serves all sizes
    return wanted - Counter((sample.cell, sample.instrument) for sample in samples)


def list_well(plan: Plan, samples: Iterable[Sample]) -> list[Cell]:
    """Return the rows that have not failed so far; a control goes where its baseline goes."""
    failed = {first_copy(sample.cell) for sample in samples if outcomes.find_failure([sample])}
    return [cell for cell in plan.cells if first_copy(cell) not in failed]


def of_chosen(plan: Plan) -> tuple[Instrument, ...]:
    """Return the instruments that measure only the rows on the front and the baseline."""
    traced = (Instrument.LINES,) if plan.quick else () if plan.timeline else CURVES
    return (*traced, Instrument.LINE_SECONDS) if plan.seconds_by_line else traced


def _rows(plan: Plan, well: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in well if not cell.control and not is_swept(plan, cell)]


def total(costs: Costs, counts: Mapping[Kind, int]) -> float | None:
    """Return the seconds that so many processes take; None as long as nothing is known of any row."""
    wanted = [kind for kind, count in counts.items() if count]
    known = {kind: each for kind in wanted if (each := costs.seconds(*kind)) is not None}
    if len(known) < len(wanted):
        return None
    beside = {kind: _count_beside(costs, kind, counts[kind]) for kind in wanted}
    apart = sum(each * (counts[kind] - beside[kind]) for kind, each in known.items())
    return apart + sum(_shortest(costs.beside, known, beside, instrument) for instrument in Instrument)


def _count_beside(costs: Costs, kind: Kind, count: int) -> int:
    """Return how many of a row's processes of an instrument run beside others; its first for memory is alone."""
    cell, instrument = kind
    if instrument is Instrument.RESIDENT:
        need = costs.foresee(cell)
        return count - (kind not in costs.taken) if need and need.steady else 0
    return count if instrument in REPEATING else 0


def _shortest(beside: int, known: Mapping[Kind, float], counts: Mapping[Kind, int], instrument: Instrument) -> float:
    """Return the seconds of all processes of an instrument that run beside each other: at least of the longest."""
    own = {kind: each for kind, each in known.items() if kind[1] is instrument and counts[kind]}
    return max(sum(each * counts[kind] for kind, each in own.items()) / beside, max(own.values(), default=0.0))
