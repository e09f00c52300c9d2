"""What a model is told, one text file for each purpose."""
