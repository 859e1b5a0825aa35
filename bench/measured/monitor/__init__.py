"""The parent of a measured process: it watches memory, clocks, output and descendants from outside."""
