"""What every part of the harness speaks of: types, errors, units, and how they are written for people."""
