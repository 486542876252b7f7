"""Word files: strict rendering, clean parts, files to print, and reading back what was written."""
