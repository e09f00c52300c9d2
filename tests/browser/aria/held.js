// What the page itself believes it was told, written only by its own handlers.
window.held = {};
