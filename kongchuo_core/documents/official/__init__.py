"""The official format (GB/T 9704-2012): what a file shows, rule by rule."""
