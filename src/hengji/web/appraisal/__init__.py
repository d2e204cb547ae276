"""Ex-ante appraisal."""
