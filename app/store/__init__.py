"""What is remembered: versions, releases, batches, decisions, letters, scorecards, users. Knows sqlite-utils."""
