"""One run, from what was asked to the last sample."""
