"""The REST API: the acts and reads of the house for programs, under the same rights as the screens."""
