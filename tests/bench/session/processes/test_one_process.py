"""What a sample keeps of a process."""

from msgspec import UNSET

from bench.correctness.judging import CheckResult
from bench.model.types import Instrument, LineShare, Sample, Status
from bench.process.job import Finished
from bench.session.processes import one_process
from tests.bench.builders import a_cell


def test_a_sample_says_which_sampler_looked_and_nothing_where_none_did() -> None:
    sample = Sample(cell=a_cell(), instrument=Instrument.LINE_SECONDS)
    looked = Finished(status=Status.OK, spent=(LineShare(file="a.py", line=1, samples=9),), sampler="py-spy")

    kept, unseen = (
        one_process._sample(sample, each, CheckResult(), {}) for each in (looked, Finished(status=Status.OK))
    )

    assert (kept.spent, kept.sampler) == (looked.spent, "py-spy")
    assert (unseen.spent, unseen.sampler) == (UNSET, UNSET)
