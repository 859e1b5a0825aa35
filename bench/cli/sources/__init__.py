"""Write the file of an implementation: a new one, or those that a report carries."""
