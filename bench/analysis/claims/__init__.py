"""Published claims compared with what was measured."""
