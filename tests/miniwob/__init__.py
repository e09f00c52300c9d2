"""MiniWoB++ tasks through the reader and the filler: `make miniwob`."""
