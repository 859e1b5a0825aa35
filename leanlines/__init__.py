"""The one name that an installation adds to an environment, with the one command: `leanlines bench`."""
