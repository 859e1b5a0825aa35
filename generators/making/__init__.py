"""How a file is made: in parallel, whole or not at all, with a manifest."""
