"""A question about a log, as data: what it asks, what it means, and the files of a workload that answers it. Pure."""
