"""Measured processes of a run: one that is started, judged and recorded, and several at a time."""
