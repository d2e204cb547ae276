"""Files as they arrive: recognised by content, guarded, read into sheets of cells."""
