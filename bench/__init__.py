"""Measure implementations and write one result."""
