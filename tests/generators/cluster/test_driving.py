from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.cluster import driving
from generators.cluster.driving import ClusterTask, Driver
from generators.cluster.engine import ClusterError, TaskAnswer
from tests.generators.cluster.fake_engine import FakeEngine


def a_task(name: str, message: str) -> ClusterTask:
    return ClusterTask(name, lambda: message)


TASKS = [a_task(f"part-{number}", f"make {number}") for number in range(5)]


def drive(engine: FakeEngine, tasks: list[ClusterTask] = TASKS) -> list[str]:
    """Return what was done, in its order; each look at the clock is a second later."""
    done: list[str] = []
    clock = iter(range(10_000))

    def take(task: ClusterTask, said: str) -> str:
        assert said == task.message()
        done.append(task.name)
        return ""

    Driver(engine, tasks, take, lambda: float(next(clock))).run()
    return done


def test_all_is_done_and_no_worker_has_more_than_its_slots() -> None:
    engine = FakeEngine({"a": 1, "b": 2})

    assert sorted(drive(engine)) == [task.name for task in TASKS]
    assert engine.most == {"a": 1, "b": 2}
    assert len(engine.given) == len(TASKS)


def test_what_a_lost_worker_had_is_given_again_and_its_late_answer_is_passed_over() -> None:
    engine = FakeEngine({"a": 1, "b": 1}, lambda message, worker: None if worker == "b" else TaskAnswer(0, message))

    def between(look: int) -> None:
        if look == 1:
            del engine.slots["b"]
        if look == 2:
            engine.answers.append(TaskAnswer(*next((t, m) for t, m, worker in engine.given if worker == "b")))

    engine.between = between
    done = drive(engine)

    assert sorted(done) == [task.name for task in TASKS]
    [lost] = [message for _, message, worker in engine.given if worker == "b"]
    assert Counter(message for _, message, _ in engine.given)[lost] == 2
    assert engine.forgotten == [next(ticket for ticket, _, worker in engine.given if worker == "b")]


def test_a_task_that_loses_two_workers_is_not_given_a_third_time_and_the_others_are_done() -> None:
    engine = FakeEngine(
        {"a": 1, "b": 1, "c": 1}, lambda message, _: None if message == "make 0" else TaskAnswer(0, message)
    )

    def between(_look: int) -> None:
        for ticket, message, worker in engine.given:
            if message == "make 0" and ticket not in engine.forgotten:
                engine.slots.pop(worker, None)

    engine.between = between
    with pytest.raises(ClusterError, match=r"part-0 .* 2 trials: .*lost"):
        drive(engine)

    assert Counter(message for _, message, _ in engine.given) == {"make 0": 2} | {f"make {n}": 1 for n in range(1, 5)}


def test_a_problem_is_tried_on_another_worker_and_ends_all_if_it_is_the_same_there() -> None:
    tasks = [a_task(str(number), str(number)) for number in range(50)]
    engine = FakeEngine({"a": 1, "b": 1}, lambda *_: TaskAnswer(0, problem="disk full"))

    with pytest.raises(ClusterError, match="disk full"):
        drive(engine, tasks)

    first = [worker for _, message, worker in engine.given if message == engine.given[-1][1]]
    assert sorted(first) == ["a", "b"]
    assert len(engine.given) <= 4
    assert engine.left_out == []


def test_a_worker_that_hangs_is_left_out_and_named_and_another_does_what_it_had() -> None:
    engine = FakeEngine({"a": 1, "b": 1}, lambda message, worker: None if worker == "b" else TaskAnswer(0, message))

    done = drive(engine)

    assert sorted(done) == [task.name for task in TASKS]
    [(worker, why)] = engine.left_out
    [hung] = [message for _, message, worker in engine.given if worker == "b"]
    assert worker == "b"
    assert hung.replace("make ", "part-") in why
    assert engine.looks < driving.LONGEST / 2  # others had shown how long one takes


def test_a_worker_that_fails_whatever_it_is_given_is_left_out_and_what_it_failed_is_not_given_to_the_next_such() -> (
    None
):
    full = TaskAnswer(0, problem="disk full")
    engine = FakeEngine(
        {"a": 1, "b": 1, "c": 1}, lambda message, worker: TaskAnswer(0, message) if worker == "c" else full
    )

    assert sorted(drive(engine)) == [task.name for task in TASKS]
    assert len(engine.left_out) == 2
    assert {worker for worker, _ in engine.left_out} == {"a", "b"}
    assert all("disk full" in why for _, why in engine.left_out)


def test_a_worker_that_comes_late_gets_its_share() -> None:
    engine = FakeEngine({"a": 1})
    engine.between = lambda look: engine.slots.update({"b": 1} if look else {})

    drive(engine)

    assert {worker for _, _, worker in engine.given} == {"a", "b"}


@pytest.mark.parametrize("unfit", [0, 1])
def test_without_any_worker_it_ends_at_once_if_others_were_left_out_and_after_a_while_if_none_is_there(
    unfit: int,
) -> None:
    engine = FakeEngine({}, unfit=unfit)

    with pytest.raises(ClusterError):
        drive(engine)

    assert engine.given == []
    assert (engine.looks == 1) == bool(unfit)


@given(losses=st.lists(st.tuples(st.integers(1, 30), st.integers(0, 3)), max_size=6), count=st.integers(1, 12))
def test_whatever_is_lost_each_task_is_done_once_or_named(losses: list[tuple[int, int]], count: int) -> None:
    tasks = [a_task(f"<{number}>", str(number)) for number in range(count)]
    engine = FakeEngine({f"w{number}": 1 for number in range(4)} | {"last": 1})
    answered = iter(range(10_000))
    engine.answer = lambda message, _: TaskAnswer(0, message) if next(answered) % 2 else None

    def between(look: int) -> None:
        for at, number in losses:
            if at == look:
                engine.slots.pop(f"w{number}", None)
        for ticket, message, worker in engine.given:  # what is slow answers at last
            if look % 5 == 4 and worker in engine.slots and ticket in engine._running:
                engine.answers.append(TaskAnswer(ticket, message))

    engine.between = between
    done: list[str] = []
    problem = ""

    def take(task: ClusterTask, _said: str) -> str:
        done.append(task.name)
        return ""

    try:
        Driver(engine, tasks, take).run()
    except ClusterError as error:
        problem = str(error)
    missing = [task.name for task in tasks if task.name not in done]
    assert bool(problem) == bool(missing)
    assert not missing or any(name in problem for name in missing)
    assert max(Counter(done).values(), default=1) == 1
    assert max(Counter(message for _, message, _ in engine.given).values()) <= 2
    assert max(engine.most.values()) == 1
