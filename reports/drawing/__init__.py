"""What charts are drawn with: palette, frames, labels and SVG."""
