"""What can be read of an implementation without running it."""
