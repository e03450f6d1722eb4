"""Settings, addresses, and the doors for the web server."""
