"""Where a result comes from: data, machine, method, and the commands that make it again; no host name, user or path."""
