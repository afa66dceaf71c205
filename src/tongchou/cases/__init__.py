"""Case files in, answers out: reading, settling in order, explaining (contract of settlement, sections 1 and 7)."""
