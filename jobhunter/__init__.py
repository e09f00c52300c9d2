"""The console: loads the commands of every room and gives them one way to print results and errors."""
