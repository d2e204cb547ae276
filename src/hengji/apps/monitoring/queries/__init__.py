"""What a monitoring round shows."""
