"""What is folded under an implementation."""
