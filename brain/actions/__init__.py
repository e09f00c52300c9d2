"""The actions: one file each. The catalogue lists this folder; adding a file adds the action, removing it removes it."""
