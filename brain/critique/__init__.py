"""The checks of the critic, one file per kind of claim."""
