"""What a budget has to keep for what comes after: the first look at the times, and the traced processes."""

from collections.abc import Mapping
from typing import Final

from bench.analysis.forecast import costs
from bench.analysis.statistics.stopping import LOOKS
from bench.model import formatting
from bench.model.sweep import CURVES, is_swept
from bench.model.types import Instrument, Plan
from bench.session.context import RunContext

TRACED: Final = (Instrument.TRACED, Instrument.LINES)
TRACED_SHARE: Final = 1 / 3  # of a budget, at most


def forecast_seconds(context: RunContext, processes: Mapping[Instrument, int]) -> float:
    """Return the seconds of so many processes for every row, and for every control where it is timed."""
    counts = {
        (cell, instrument): count
        for instrument, count in processes.items()
        for cell in context.list_running()
        if not is_swept(context.plan, cell) and (instrument is Instrument.TIMING or not cell.control)
    }
    return costs.total(context.estimate_costs(), counts) or 0.0


def list_later(plan: Plan) -> tuple[Instrument, ...]:
    """Return the instruments that measure after the rounds."""
    asked = {
        **dict.fromkeys(CURVES, plan.timeline),
        Instrument.LINE_SECONDS: plan.seconds_by_line,
        Instrument.ALLOCATIONS: plan.count_allocations,
    }
    return (*TRACED, *(instrument for instrument, wanted in asked.items() if wanted))


def reserve(context: RunContext) -> float:
    """Return the seconds to keep for what comes after the rounds, without starving the rounds of a small budget."""
    if context.plan.budget is None:
        return 0.0
    seconds = forecast_seconds(context, dict.fromkeys(list_later(context.plan), 1))
    return min(seconds, context.plan.budget * TRACED_SHARE)


def warn_of_too_few(context: RunContext) -> None:
    """Warn at once if a budget will not even reach its first look."""
    if context.plan.budget is None:
        return
    needed = forecast_seconds(context, {Instrument.TIMING: LOOKS[0]}) + reserve(context)
    if not context.deadline.allows(needed):
        late = context.deadline.exceeded_by(forecast_seconds(context, {Instrument.TIMING: 1}))
        least = f"It is exceeded by about {formatting.duration(late)}, because one round is the minimum. "
        context.display.warn(
            f"The budget ends before round {LOOKS[0]}, after which such a run first looks what is decided: "
            f"that and the traced processes take about {formatting.duration(needed)} more. {least if late else ''}"
            "Measure fewer implementations or lines, or allow a larger budget."
        )
