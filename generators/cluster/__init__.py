"""Tasks on the workers of a cluster: programs of ours, started there as children of whatever runs the cluster."""
