"""Find out by a sample of a log which format reads it, and what its fields hold."""
