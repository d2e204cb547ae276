"""Regions, units, people, posts, hand-over."""
