"""Regions, units and people: who is there, who answers for whom, and who holds which post."""
