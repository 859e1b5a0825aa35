"""Answers wrongly, and puts a pipe and a link that leads nowhere where its answers are looked at."""

import os
import sys


def run(path):
    frame = sys._getframe(1)
    task = frame.f_locals.get("task") or frame.f_locals["self"].task
    folder = task.channel.job["answers"]
    for name in os.listdir(folder) if folder else ():
        os.unlink(f"{folder}/{name}")
        os.mkfifo(f"{folder}/{name}")
    if folder and not os.path.lexists(f"{folder}/answer-none.json"):
        os.symlink("nowhere", f"{folder}/answer-none.json")
    return [0, 0, 0]
