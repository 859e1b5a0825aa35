import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from bench.terminal import interrupts


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (*interrupts.NUMBERS, signal.SIGALRM)}
    hook = sys.unraisablehook
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
    interrupts.listen()
    yield
    sys.unraisablehook = hook
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


def test_what_comes_while_modules_load_waits_until_the_command_begins() -> None:
    interrupts.load()
    ring(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        interrupts.begin()


def test_what_comes_while_a_verb_loads_waits_until_its_modules_are_there() -> None:
    loaded = False

    with pytest.raises(KeyboardInterrupt), interrupts.loading():  # noqa: PT012  where it waits is what is asked
        ring(signal.SIGTERM)
        loaded = True

    assert loaded
    with interrupts.loading():  # behind a door that is shut, it stays shut
        ring(signal.SIGTERM)
    ring(signal.SIGTERM)


def test_a_command_begins_although_an_earlier_one_ended_with_the_door_shut() -> None:
    interrupts.hold()
    ring(signal.SIGTERM)

    interrupts.begin()


def test_a_dropped_terminal_is_no_interrupt_under_nohup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    interrupts.listen()

    ring(signal.SIGHUP)


class Thing:
    """What a weak reference can point at."""


def test_one_that_python_swallows_is_raised_again() -> None:
    thing = Thing()
    _watch = weakref.ref(thing, lambda _: ring(signal.SIGTERM))

    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - the interrupt comes a moment later
        del thing
        Event().wait(60)


@pytest.mark.parametrize("command", ["bench.cli.app", "generators.cli.app", "reports.cli"])
def test_an_interrupt_that_left_code_made_from_a_string_ends_with_the_exit_code_of_the_command(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "ending.py").write_text(
        "import importlib, runpy, sys\n"
        "def main(arguments):\n"
        "    try:\n"
        "        exec('raise KeyboardInterrupt')\n"
        "    except KeyboardInterrupt:\n"
        "        return 130\n"
        "importlib.import_module(sys.argv[1]).main = main\n"
        "runpy.run_module(sys.argv[1].partition('.')[0], run_name='__main__')\n"
    )

    done = subprocess.run(
        [sys.executable, "-m", "ending", command],
        check=False,
        env=os.environ | {"PYTHONPATH": f"{tmp_path}:{Path.cwd()}"},
        timeout=60,
    )

    assert done.returncode == 130
