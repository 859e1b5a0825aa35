import json
from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from bench.session.cluster import driving
from bench.session.cluster.driving import UnitDriver
from bench.session.cluster.here import KERNEL
from bench.session.cluster.schedule import Schedule, SectionBlock
from generators.cluster.engine import ClusterError, NoWorkerError, TaskAnswer
from tests.generators.cluster.fake_engine import FakeEngine

UNITS = 4


class CountingKeeper:
    """Keeps how many units of each section every machine measured; each section has four."""

    def __init__(self, problems: Mapping[str, str] | None = None) -> None:
        self.kept: Counter[tuple[int, str]] = Counter()
        self._problems = problems or {}

    def name(self, section: int) -> str:
        return f"section {section}"

    def message(self, block: SectionBlock) -> str:
        return json.dumps([block.section, block.machine, self.kept[block.section, block.machine]])

    def seconds(self, block: SectionBlock) -> float:
        del block
        return 100.0

    def keep(self, block: SectionBlock, said: str) -> tuple[bool, str]:
        if problem := self._problems.get(block.machine):
            return False, problem
        section, machine, number = json.loads(said)
        assert (section, machine, number) == (block.section, block.machine, self.kept[section, machine])
        self.kept[section, machine] += 1
        return self.kept[section, machine] == UNITS, ""


class LookedAtClock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def an_engine(workers: Mapping[str, str], answer: Callable[[str, str], TaskAnswer | None] | None = None) -> FakeEngine:
    """Return a cluster of these workers, each on its kernel."""
    facts = {worker: {KERNEL: kernel} for worker, kernel in workers.items()}
    answer = answer or (lambda message, _worker: TaskAnswer(0, said=message))
    return FakeEngine(dict.fromkeys(workers, 1), answer, facts=facts)


def drive(engine: FakeEngine, keeper: CountingKeeper, sections: int = 2, machines: int = 1) -> list[str]:
    said: list[str] = []
    UnitDriver(engine, Schedule(sections, machines), keeper, said.append, LookedAtClock()).run()
    return said


def test_each_section_is_measured_whole_on_one_machine_a_unit_at_a_time() -> None:
    engine, keeper = an_engine({"a": "1", "b": "2"}), CountingKeeper()

    assert drive(engine, keeper) == []
    assert keeper.kept == {(0, "1"): UNITS, (1, "2"): UNITS}
    assert engine.most == {"a": 1, "b": 1}


def test_of_two_workers_on_one_kernel_one_measures_and_the_other_is_named() -> None:
    engine, keeper = an_engine({"a": "1", "b": "1"}), CountingKeeper()

    said = drive(engine, keeper)

    assert {worker for _, _, worker in engine.given} == {"a"}
    assert [text.split()[2] for text in said] == ["b"]


def lose_in_its_third_unit(engine: FakeEngine, lost: str) -> None:
    """Have a worker go while it measures its third unit."""

    def answer(message: str, worker: str) -> TaskAnswer | None:
        if worker == lost and json.loads(message)[2] == 2:
            del engine.slots[lost]
            return None
        return TaskAnswer(0, said=message)

    engine.answer = answer


def test_a_killed_worker_costs_its_unit_alone_which_another_on_its_machine_measures_again() -> None:
    engine, keeper = an_engine({"a": "1", "b": "1"}), CountingKeeper()
    lose_in_its_third_unit(engine, "a")

    drive(engine, keeper, sections=1)

    assert [worker for _, _, worker in engine.given] == ["a", "a", "a", "b", "b"]
    assert engine.forgotten == [2]
    assert keeper.kept == {(0, "1"): UNITS}


def test_where_a_machine_stays_away_its_section_is_measured_whole_on_another() -> None:
    engine, keeper = an_engine({"a": "1", "b": "2"}), CountingKeeper()
    lose_in_its_third_unit(engine, "a")

    drive(engine, keeper, sections=1)

    assert keeper.kept == {(0, "1"): 2, (0, "2"): UNITS}


def test_a_late_answer_of_a_machine_that_came_back_is_passed_over() -> None:
    engine, keeper = an_engine({"a": "1"}), CountingKeeper()
    late: list[TaskAnswer] = []

    def between(look: int) -> None:
        if look == 2:
            late.append(TaskAnswer(engine.given[-1][0], said=engine.given[-1][1]))
            engine.slots.clear()
            engine.answers.clear()
        elif look == 3:
            engine.slots["a"] = 1
            engine.answers.extend(late)

    engine.between = between
    engine.answer = lambda message, _: TaskAnswer(0, said=message) if engine.looks != 2 else None
    drive(engine, keeper, sections=1)

    assert late
    assert keeper.kept == {(0, "1"): UNITS}


def test_a_worker_that_hangs_is_left_out_with_its_machine() -> None:
    engine, keeper = an_engine({"a": "1", "b": "2"}), CountingKeeper()
    engine.answer = lambda message, worker: None if worker == "a" else TaskAnswer(0, said=message)

    drive(engine, keeper, sections=1)

    assert [worker for worker, _ in engine.left_out] == ["a"]
    assert keeper.kept == {(0, "2"): UNITS}


def test_a_machine_that_cannot_measure_is_left_out_with_its_reason() -> None:
    engine, keeper = an_engine({"a": "1", "b": "2"}), CountingKeeper({"1": "full"})

    drive(engine, keeper)

    assert engine.left_out == [("a", "full")]
    assert keeper.kept == {(0, "2"): UNITS, (1, "2"): UNITS}


def test_a_section_that_takes_two_workers_down_is_not_given_a_third_and_the_others_are_measured() -> None:
    engine, keeper = an_engine({name: name for name in "abcd"}), CountingKeeper()

    def answer(message: str, worker: str) -> TaskAnswer | None:
        if json.loads(message)[0] == 0:
            del engine.slots[worker]
            return None
        return TaskAnswer(0, said=message)

    engine.answer = answer
    with pytest.raises(ClusterError, match="section 0"):
        drive(engine, keeper, sections=3)

    assert len(engine.slots) == 2
    assert {section for section, _ in keeper.kept} == {1, 2}


def test_a_program_that_fails_twice_is_not_started_for_ever() -> None:
    engine, keeper = an_engine({"a": "1"}, lambda *_: TaskAnswer(0, problem="Killed")), CountingKeeper()

    with pytest.raises(ClusterError, match="Killed"):
        drive(engine, keeper, sections=1)

    assert len(engine.given) == 2


@pytest.mark.parametrize("unfit", [0, 2])
def test_without_a_machine_a_run_ends(unfit: int) -> None:
    engine = an_engine({})
    engine.unfit = unfit

    with pytest.raises(NoWorkerError, match="section 0, section 1"):
        drive(engine, CountingKeeper())
    assert engine.looks > driving.AWAY / 4 or unfit


def test_a_scheduler_that_goes_ends_it_with_what_was_kept() -> None:
    engine, keeper = an_engine({"a": "1"}), CountingKeeper()

    def between(look: int) -> None:
        if look == 3:
            raise ClusterError("gone")

    engine.between = between
    with pytest.raises(ClusterError, match="gone"):
        drive(engine, keeper, sections=1)
    assert keeper.kept == {(0, "1"): 3}
