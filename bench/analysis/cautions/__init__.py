"""Reasons to read a figure with care."""
