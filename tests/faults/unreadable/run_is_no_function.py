"""Has a `run` that cannot be called."""

run = 7
