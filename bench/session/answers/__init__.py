"""What rows answer to the data itself: those that failed an edge case, and logs in which nothing is asked for."""
