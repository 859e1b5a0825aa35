"""Verbs for one implementation."""
