"""Notices of the person."""
