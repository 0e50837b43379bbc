"""律簿 Lubu: rulebooks in Excel, decisions, letters and scorecards out."""
