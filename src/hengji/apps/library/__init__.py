"""Indicator library: categories, indicators, search, use, retirement."""
