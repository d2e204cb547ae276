"""Monitoring reports, and the papers of a round."""
