"""How lines are drawn and joined, the same for every kind of data."""
