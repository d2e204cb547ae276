"""Life cycles, one module an object: each holds ``CYCLES`` and a function that picks the one that fits."""
