"""Draw a result: one HTML file, and smaller forms of it. Nothing here measures, and nothing is asked of the network."""
