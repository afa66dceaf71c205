"""Random regulations, persons and bills for property tests: small figures, so that limits are hit often."""
