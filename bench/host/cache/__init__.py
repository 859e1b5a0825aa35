"""The one cache folder: what is kept in it, how it is checked, exchanged and emptied."""
