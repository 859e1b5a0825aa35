"""Has the name of a module of the standard library, and uses the real one."""

import json


def run(path):
    text = json.loads(json.dumps(path.read_bytes().decode("utf-8", "replace")))
    return [len(text), len(text.split()), text.count("\n")]
