"""The parts of the local stack, one file each; `deploy/local.py` runs them."""
