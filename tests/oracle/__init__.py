"""An independent reading of the settlement contract, for comparison only. It imports nothing of the product."""
