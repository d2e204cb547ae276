"""Programs, fund lines, payments."""
