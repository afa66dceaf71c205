"""The command line: it parses, calls and prints; every decision lies below it."""
