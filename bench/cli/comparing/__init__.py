"""What changed: from one result to another, and from an earlier state of the code to today's in one run."""
