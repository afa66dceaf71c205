"""What one bill is worth: scope, basic pooling, catastrophic insurance, medical assistance, in the regulation's order.

The contract of settlement (docs/settlement.md) is the text these functions follow, section by section. Every function
takes integers and named tuples of integers and returns the named tuple of its intermediate amounts: that is the trace
from which the explanation is written.
"""
