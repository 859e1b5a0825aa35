"""Changes from run to run."""
