"""What the tests of whole traces share: a bill about which nothing is known, and a year in which no two sums agree."""

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.facts import Facts
from tongchou.rules.codes import INPATIENT, SETTLED

FACTS = Facts(**dict.fromkeys(Facts._fields, 0))._replace(kind=INPATIENT, status=SETTLED, filed=1, babies=1)
"""A local inpatient bill without transfer, filing of a disease or special rule."""

NUMBERED = Accumulators(*range(1, len(Accumulators._fields) + 1))
"""Sums of a year of which each has a value of its own, so that none is taken for another."""
