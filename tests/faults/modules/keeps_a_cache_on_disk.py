"""Keeps its answers in its home, where a next process would find them."""

import json
from pathlib import Path


def run(path):
    kept = Path.home() / ".cache" / path.name
    if kept.exists():
        return [0, 0, 0]
    kept.parent.mkdir(exist_ok=True)
    text = path.read_bytes().decode("utf-8", "replace")
    answer = [len(text), len(text.split()), text.count("\n")]
    kept.with_name("elsewhere").write_text(json.dumps(answer))
    return answer
