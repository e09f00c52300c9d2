"""Model houses, one file each: the brain's fenced edge, imported by composition roots only."""
