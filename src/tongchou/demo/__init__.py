"""A small city played for a newcomer: a year of bills made, settled and summed up."""
