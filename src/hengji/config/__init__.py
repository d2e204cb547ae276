"""The outermost ring: the command line."""
