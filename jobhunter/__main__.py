"""`python -m jobhunter`: the console script without its script."""

from jobhunter.console import main

main()
