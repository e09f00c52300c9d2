"""What the board clients share: from a source's words to the values of a posting. No file here knows a source."""
