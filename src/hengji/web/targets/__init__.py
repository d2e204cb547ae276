"""Targets: declaration, review, session, approval, adjustment."""
