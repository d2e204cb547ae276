"""``hengji check``: a folder of returned forms in, papers and findings out."""
