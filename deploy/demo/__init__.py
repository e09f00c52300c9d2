"""The demo: the main job against the practice market, twice, on a stack of its own."""
