"""Every write of the registry: one function an act, one transaction, the audit row inside."""
