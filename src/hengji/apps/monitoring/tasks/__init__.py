"""Long work of monitoring rounds, done by jobs."""
