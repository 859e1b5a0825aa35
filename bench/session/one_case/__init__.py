"""One implementation, called by itself: to see what it does, or whether memory is enough for it."""
