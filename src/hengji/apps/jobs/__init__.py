"""Long work in one table of our own: lease, heartbeat, attempts, progress, cancel."""
