"""Programs that know how long their own lines take, for the study of what tells seconds by line.

Each has `run(n)` and the lines `# A` and `# B`, between which it reads the clock of the CPU, so that a busy machine
does not matter; it keeps the seconds of each in `SPENT`. The clock is read a few dozen times a call at most, and costs
nothing beside what it measures. Started as a program, it calls `run` for a while and writes down what it knows.
"""

import textwrap
from typing import Final

TWO_LINES: Final = """
    def run(n):
        began = clock()
        more = sum(range(7 * n))  # A
        between = clock()
        less = sum(range(3 * n))  # B
        note(A=between - began, B=clock() - between)
        return more + less
"""
PLAIN_LOOPS: Final = """
    def run(n):
        total, began = 0, clock()
        for number in range(2 * n): total += number  # A
        between = clock()
        for number in range(n): total -= number  # B
        note(A=between - began, B=clock() - between)
        return total
"""
C_CALL: Final = """
    from zlib import compress

    TEXT = bytes(range(256)) * 4000

    def run(n):
        began = clock()
        packed = compress(TEXT * (n // 20_000), 9)  # A
        between = clock()
        total = sum(range(n))  # B
        note(A=between - began, B=clock() - between)
        return total + len(packed)
"""
SMALL_CALLS: Final = """
    def add(one, other):
        return one + other

    def run(n):
        total, began = 0, clock()
        for number in range(n): total = add(total, number)  # A +add
        between = clock()
        less = sum(range(3 * n))  # B
        note(A=between - began, B=clock() - between)
        return total + less
"""
GENERATORS: Final = """
    def first(n):
        for number in range(8):
            began = clock()
            found = sum(range(n))  # A
            note(A=clock() - began)
            yield found

    def second(numbers, n):
        for number in numbers:
            began = clock()
            found = number + sum(range(n // 2))  # B
            note(B=clock() - began)
            yield found

    def run(n):
        return sum(second(first(n), n))
"""
THREADS: Final = """
    from threading import Thread
    from time import thread_time

    def more(n):
        began = thread_time()
        for _ in range(6): sum(range(n))  # A
        note(A=thread_time() - began)

    def less(n):
        began = thread_time()
        for _ in range(4): sum(range(n))  # B
        note(B=thread_time() - began)

    def run(n):
        threads = [Thread(target=each, args=(n,)) for each in (more, less)]
        for each in threads: each.start()
        for each in threads: each.join()
        return n
"""
CHILD: Final = """
    from multiprocessing import get_context

    def child(n, sender):
        began = clock()
        sum(range(6 * n))  # B
        sender.send(clock() - began)

    def run(n):
        began = clock()
        total = sum(range(4 * n))  # A
        note(A=clock() - began)
        receiver, sender = get_context("fork").Pipe(duplex=False)
        process = get_context("fork").Process(target=child, args=(n, sender))
        process.start()
        process.join()
        note(B=receiver.recv())
        return total
"""
HEAD: Final = """\
import json
from time import process_time as clock

SPENT = {}

def note(**seconds):
    for name, each in seconds.items():
        SPENT[name] = SPENT.get(name, 0.0) + each

"""
TAIL: Final = """

if __name__ == "__main__":
    import os
    import sys

    seconds, result, tool = float(sys.argv[1]), sys.argv[2], sys.argv[3]
    if tool == "pyinstrument":
        from pyinstrument import Profiler
        profiler = Profiler(interval=0.004)
        profiler.start()
    elif tool == "attached":
        sys.stdin.readline()
    calls, before = 0, os.times()
    while os.times().elapsed - before.elapsed < seconds:
        run({n})
        calls += 1
    known = {{"spent": SPENT, "calls": calls, "cpu": (sum(os.times()[:4]) - sum(before[:4])) / calls}}
    if tool == "pyinstrument":
        known["records"] = profiler.stop().frame_records
    with open(result, "w") as file:
        json.dump(known, file)
"""
PROGRAMS: Final = {
    "two lines": (TWO_LINES, 600_000),
    "two lines, 10 ms a call": (TWO_LINES, 50_000),
    "loops without calls": (PLAIN_LOOPS, 2_000_000),
    "one call into C": (C_CALL, 500_000),
    "many small calls": (SMALL_CALLS, 1_000_000),
    "a chain of generators": (GENERATORS, 1_000_000),
    "two threads": (THREADS, 1_000_000),
    "a child process": (CHILD, 8_000_000),
}
"""Name -> source, and the argument of `run`."""


def text_of(program: str) -> str:
    """Return the file of a program."""
    source, n = PROGRAMS[program]
    return HEAD + textwrap.dedent(source) + TAIL.format(n=n)


def marked_lines(text: str) -> dict[int, str]:
    """Return which line carries which mark; a line of a function that a marked line calls counts for that."""
    lines = text.splitlines()
    marks = {number: line.split("# ")[1] for number, line in enumerate(lines, start=1) if "  # " in line}
    found = {number: mark[0] for number, mark in marks.items()}
    for mark in marks.values():
        if "+" in mark:
            start = next(number for number, line in enumerate(lines, 1) if line.startswith(f"def {mark.split('+')[1]}"))
            found |= dict.fromkeys((start, start + 1), mark[0])
    return found
