"""What keeps the application running: the sealer, probes and figures, backup and restore, the server itself."""
