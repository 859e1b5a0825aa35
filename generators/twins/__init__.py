"""How a log is written that is like another one, from its profile alone."""
