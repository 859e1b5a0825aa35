"""The code of ours inside or around a measured process."""
