"""Every read of the registry that is more than a look-up."""
