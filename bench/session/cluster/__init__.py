"""A run whose sections are measured on the machines of a cluster, a round at a time."""
