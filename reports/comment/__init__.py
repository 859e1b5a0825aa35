"""One comment on the pull request whose run has ended. It runs with a token that may write, and trusts no input."""
