"""Read a published site over the web, from a server that may be slow, broken or hostile."""
