"""Return an empty answer, which a thread fills in meanwhile."""

import threading

from shared import lines


def fill(answer, content):
    for _ in range(4):  # long enough that whoever called looks at the answer before it is there
        counts = lines(content)
    answer.update(counts)


def run(path):
    with open(path, "rb") as file:
        content = file.read()
    answer = {}
    threading.Thread(target=fill, args=(answer, content), daemon=True).start()
    return answer
