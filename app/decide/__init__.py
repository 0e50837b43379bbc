"""Rulebook + columns of cases → decisions with their reasons. Knows numpy; durable-rules in one file."""
