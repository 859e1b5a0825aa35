"""The command line of `python -m bench`."""
