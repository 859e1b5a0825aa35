"""What a run will take, tried out before it begins."""
