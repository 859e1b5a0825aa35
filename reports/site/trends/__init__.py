"""How each figure went from run to run: charts, panels and findings."""
