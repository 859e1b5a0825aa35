"""This machine: its identity and noise, control groups, files, locks, temporary folders and their removal."""
