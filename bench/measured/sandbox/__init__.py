"""The private folder, view and control group of a measured process."""
