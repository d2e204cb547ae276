"""The trail: what was done, by whom, under which hat, when; append-only and hash-chained, one chain a region."""
