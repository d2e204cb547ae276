"""Official papers as data: read from and written to Excel, Word and PDF."""
