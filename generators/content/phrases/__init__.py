"""What a web server and the application behind it say, a language a file."""
