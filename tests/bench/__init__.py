"""Measurements against other libraries: run by hand, not collected as tests."""
