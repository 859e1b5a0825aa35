"""Whether an older result was found again."""
