"""Long work that survives a kill, and the watch over the rulebook folder. Knows huey and watchfiles."""
