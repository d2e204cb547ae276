"""The same operations and queries over HTTP, for other systems: a ring beside the pages."""
