"""The law as pure functions over plain data: no input/output, no clock, no settings."""
