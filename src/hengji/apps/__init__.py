"""Django apps, one ladder: each imports only what stands below it."""
