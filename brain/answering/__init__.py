"""How one form field gets its answer: what it asks, what is known, which option or format says it."""
