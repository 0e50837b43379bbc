"""Case file → typed columns + row errors; decisions → file. Knows calamine."""
