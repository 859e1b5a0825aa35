"""Published claims held to what was measured."""
