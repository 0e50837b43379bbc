"""Recoveries + rulebook → measures, scores, pay."""
