"""Performance targets: declared, reviewed, approved, sealed, adjusted."""
