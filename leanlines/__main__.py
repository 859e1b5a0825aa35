"""`python -m leanlines`: the same as the installed command."""

from leanlines.command import main

if __name__ == "__main__":
    main()
