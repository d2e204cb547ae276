"""Returned Excel forms: handed in, tried, applied; the desk of a round without unit accounts (代录)."""
