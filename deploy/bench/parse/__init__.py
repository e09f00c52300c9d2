"""`bench parse`: how much of a résumé its import recovers, and whether it invents."""
