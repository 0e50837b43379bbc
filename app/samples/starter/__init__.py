"""Workbooks to begin with: commented, with drop-down lists, ready to be decided with and to be changed."""

from app.samples.starter.make import Kind, starter_from_cases, starter_from_rulebook, starter_workbook

__all__ = ["Kind", "starter_from_cases", "starter_from_rulebook", "starter_workbook"]
