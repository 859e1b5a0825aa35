"""Formats of logs: a file of TOML declares one, and so its lines are read, written and counted."""
