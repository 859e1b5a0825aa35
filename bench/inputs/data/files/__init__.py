"""The files that a log lies in: which they are, what kind each is, and how one is read, packed or not."""
