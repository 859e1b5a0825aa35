"""The measured process itself: it loads an implementation, calls it and reports."""
