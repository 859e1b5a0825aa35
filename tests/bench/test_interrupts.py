import os
import signal
from collections.abc import Iterator

import pytest

from bench import interrupts


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in interrupts.NUMBERS}
    interrupts.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def ring(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", interrupts.NUMBERS)
def test_the_first_one_ends_what_runs_and_the_second_does_not_disturb_the_clearing_up(number: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        ring(number)

    ring(number)


def test_what_comes_while_the_door_is_shut_waits_until_it_is_opened() -> None:
    interrupts.hold()
    ring(signal.SIGINT)
    reached = False

    with pytest.raises(KeyboardInterrupt), interrupts.let_in():
        reached = True

    assert not reached


def test_the_door_is_shut_again_after_an_interrupt_and_after_none() -> None:
    interrupts.hold()

    with pytest.raises(KeyboardInterrupt), interrupts.let_in():
        ring(signal.SIGTERM)
    ring(signal.SIGTERM)
    interrupts.listen()
    with interrupts.let_in():
        pass
    ring(signal.SIGINT)
