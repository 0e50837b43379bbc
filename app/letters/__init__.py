"""Template → compiled template + findings; values → .docx. Knows docxtpl and lxml."""
