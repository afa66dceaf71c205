"""Django's SQLite with the settings that money needs: foreign keys, write-ahead log, full synchronisation."""
