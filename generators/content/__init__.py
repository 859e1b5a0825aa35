"""What the lines speak of: people, clients, clocks, shops, messages and their damage."""
