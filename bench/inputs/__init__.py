"""What a run is made of: implementations, their environments, and the sources that a report carries."""
