"""What every page is made of: frame, parts, the list, the grid, their look."""
