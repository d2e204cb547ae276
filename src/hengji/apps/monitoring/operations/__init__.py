"""What is done in a monitoring round."""
