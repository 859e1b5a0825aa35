"""How a figure grows with the size of the data."""
