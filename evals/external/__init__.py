"""Adapters to public data sets; each reads a path that the user gives, nothing is bundled."""
