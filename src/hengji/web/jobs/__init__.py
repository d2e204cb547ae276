"""Long work and its results."""
