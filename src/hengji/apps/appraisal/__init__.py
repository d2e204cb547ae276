"""Ex-ante appraisal of new policies and projects."""
