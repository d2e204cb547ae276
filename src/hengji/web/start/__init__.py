"""Starting with nothing; rolling over to a new year."""
