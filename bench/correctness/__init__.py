"""Whether an implementation is right: against the reference, on edge cases, on changed data."""
