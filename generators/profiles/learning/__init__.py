"""The parts of learning a profile: what is collected of lines, the values of a field, how fields go together."""
