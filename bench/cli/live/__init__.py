"""What is shown while a run goes: what is known of it so far, and the picture of that."""
