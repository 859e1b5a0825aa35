"""Estimates, intervals, tests and stopping rules."""
