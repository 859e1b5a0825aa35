"""The data of a run: generated or the user's own log, counted, copied and prepared."""
