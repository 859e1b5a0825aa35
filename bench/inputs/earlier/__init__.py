"""The implementations as they were at a revision of git, or in another folder."""
