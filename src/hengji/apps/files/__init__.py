"""Bytes kept once by content; the owning app hands them out after its own access check."""
