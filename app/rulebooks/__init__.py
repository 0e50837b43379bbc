"""Workbook → :class:`~app.rulebooks.model.Rulebook` + findings; annotated copy; diff. Knows openpyxl."""

from app.rulebooks.check import Loaded, load

__all__ = ["Loaded", "load"]
