"""A page rendered from its parts: templates, styles and script."""
