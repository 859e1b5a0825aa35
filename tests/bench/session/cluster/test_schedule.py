from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bench.session.cluster.schedule import Schedule, SectionBlock

UNITS = 3


def chosen(schedule: Schedule, machine: str, alive: str) -> SectionBlock:
    block = schedule.choose(machine, alive)
    assert block
    return block


def test_sections_go_to_different_machines_and_a_machine_ends_what_it_began() -> None:
    schedule = Schedule(3, 1)
    first, second = chosen(schedule, "a", "ab"), chosen(schedule, "b", "ab")

    assert (first.section, second.section) == (0, 1)
    schedule.keep(first, is_ended=False)
    assert schedule.choose("a", "ab") is first
    schedule.keep(first, is_ended=True)
    assert chosen(schedule, "a", "ab").section == 2


def test_each_section_goes_to_as_many_machines_as_wanted_and_to_none_twice() -> None:
    schedule = Schedule(2, 2)
    measured: Counter[tuple[int, str]] = Counter()
    while schedule.missing:
        for machine in "abc":
            if block := schedule.choose(machine, "abc"):
                schedule.keep(block, is_ended=True)
                measured[block.section, machine] += 1

    assert Counter(section for section, _ in measured) == {0: 2, 1: 2}
    assert set(measured.values()) == {1}
    assert schedule.choose("c", "abc") is None


def test_what_a_lost_machine_began_waits_and_then_goes_to_another_as_a_new_block() -> None:
    schedule = Schedule(1, 1)
    begun = chosen(schedule, "a", "ab")

    assert schedule.choose("b", "ab") is None
    other = chosen(schedule, "b", "b")
    assert (other.section, other.machine) == (0, "b")
    assert schedule.choose("a", "ab") is None  # it is back, too late
    schedule.leave_out("b", "its disk is full")
    assert schedule.choose("a", "ab") is begun


def test_a_resumed_run_goes_on_with_its_blocks() -> None:
    schedule = Schedule(3, 1, [SectionBlock(0, "a", is_ended=True), SectionBlock(1, "b")])

    assert schedule.missing == [1, 2]
    assert chosen(schedule, "a", "ab").section == 2
    assert chosen(schedule, "b", "ab").section == 1


def test_a_section_that_takes_workers_down_is_given_up_unless_it_comes_forward_between() -> None:
    schedule = Schedule(2, 1)
    block = chosen(schedule, "a", "a")
    schedule.lose(block, "killed")
    schedule.keep(block, is_ended=False)
    schedule.lose(block, "killed")
    assert schedule.missing == [0, 1]

    schedule.lose(block, "killed")
    assert schedule.missing == [1]
    assert schedule.given_up == {0: "killed"}


@given(st.integers(1, 4), st.integers(1, 3), st.lists(st.sampled_from("abcd"), max_size=30))
def test_whichever_machines_come_and_go_every_section_ends_whole_on_its_machines(
    sections: int, machines: int, away: list[str]
) -> None:
    schedule = Schedule(sections, machines)
    units: Counter[tuple[int, str]] = Counter()
    for gone in [*away, *[""] * sections * machines * UNITS * 4]:
        alive = [each for each in "abcd" if each != gone]
        for machine in alive:
            if block := schedule.choose(machine, alive):
                assert block.machine == machine
                units[block.section, machine] += 1
                schedule.keep(block, is_ended=units[block.section, machine] == UNITS)

    assert schedule.missing == []
    assert max(units.values()) == UNITS
    ended = Counter(section for (section, _), count in units.items() if count == UNITS)
    assert ended == dict.fromkeys(range(sections), machines)
