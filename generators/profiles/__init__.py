"""What a log is like, as numbers: learnt from a sample of it, checked for content, and kept as JSON."""
