"""Suites that attack Dateline on purpose, and the figures they print. Each is a command."""
