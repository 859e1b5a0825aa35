"""Many results as a folder of files: an index of reports by date, and how each figure went from run to run.

It opens from a disk as from a web server, loads nothing from anywhere else and runs no script. The same results give
the same bytes, whether they were put in at once or one by one.
"""
