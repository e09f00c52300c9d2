"""The browser's hands: one warm Chromium, a form reader, a filler, and a gate that no request passes unarmed."""
