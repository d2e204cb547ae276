"""Keys of other systems, for the system administrator."""
