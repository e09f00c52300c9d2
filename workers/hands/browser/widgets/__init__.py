"""Widgets that need a person's way of working them: one file each."""
