"""What the form engine is worth: every form of the practice market applied to, and what its employers got, field by field."""
