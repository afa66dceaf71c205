"""How the application is set up: settings from the environment, addresses, the entry for a web server."""
