"""Keys by which other systems act as an account of theirs, over the API."""
