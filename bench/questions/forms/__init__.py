"""What the templates are filled with, for each form that lines can have, and records of it without the owner's data."""
