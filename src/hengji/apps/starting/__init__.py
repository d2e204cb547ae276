"""Starting with nothing and rolling over: proposals from what an office has, staged for a person to confirm."""
