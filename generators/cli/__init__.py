"""The command line of `python -m generators`."""
