"""What follows from a result, computed when it is read. Pure: no process is started, no file is written."""
