"""The trail and the access table."""
