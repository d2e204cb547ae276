"""Log-in, password, second factor."""
