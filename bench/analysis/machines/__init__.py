"""What several machines say of the same rows: each by itself, and together."""
