"""Workbook → :class:`~app.rulebooks.model.Rulebook` + findings; annotated copy; diff. Knows openpyxl."""
