"""Requests to a web server: clients and their agents, referrers, paths and numbers."""
