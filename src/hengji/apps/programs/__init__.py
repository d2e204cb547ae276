"""Programs, fund lines, payments: what money for what."""
