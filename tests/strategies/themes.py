"""What a random regulation and person have in common, so that rare rules meet often enough.

Left to chance alone, two bills of one rare kind under one small yearly limit come together in one case of a hundred.
"""

from typing import Any, NamedTuple

from tongchou.rules.codes import DELIVERIES

from .regulation_parts import POOLED_KINDS


class Theme(NamedTuple):
    """What is narrowed down; everything else stays random."""

    name: str
    kinds: tuple[str, ...] = ()
    """Of the encounters; empty: any few."""
    years: tuple[int, ...] = ()
    follows: int = 4
    """Once in so many inpatient encounters continues an earlier one: as a transfer or a later part of a stay."""
    outside: bool = False
    """Always outside the pooling area, mostly without a filing."""
    filed: bool = False
    """Every filing is in force, of several diseases."""
    gaps: bool = False
    """Cover has gaps, and there were years before."""
    stated: dict[str, Any] = {}  # noqa: RUF012 - never changed
    """What every version of the regulation says."""


ANY = Theme("any")
THEMES = (
    ANY,
    Theme("stays", kinds=("inpatient",), years=(2024,), stated={"inpatient.repeat_floor": {}}),
    Theme(
        "transfers",
        kinds=("inpatient",),
        years=(2024,),
        follows=2,
        stated={"inpatient.transfer": "difference", "inpatient.deductible_exempt": ()},
    ),
    Theme(
        "long stays",
        kinds=("inpatient", "maternity"),
        years=(2024,),
        follows=1,
        stated={
            "inpatient.interim_days": 13,
            "inpatient.interim": "continue",
            "inpatient.deductible_exempt": (),
            "inpatient.repeat_floor": {},
        },
    ),
    Theme("chronic class I", kinds=("chronic_1",), years=(2024,), filed=True),
    Theme("outpatient", kinds=("outpatient",), years=(2024,)),
    Theme("two diseases", kinds=("two_disease",), years=(2024,), filed=True),
    Theme("chronic class II", kinds=("chronic_2",), years=(2024,), filed=True),
    Theme("negotiated drugs", kinds=("negotiated_drug", "inpatient"), years=(2024,)),
    Theme(
        "maternity",
        kinds=("maternity",),
        years=(2024,),
        stated={"maternity.mode": dict.fromkeys(DELIVERIES[:2], "limit") | dict.fromkeys(DELIVERIES[2:], "lump")},
    ),
    Theme(
        "unfiled",
        kinds=("inpatient", "chronic_1", "negotiated_drug"),
        years=(2024,),
        outside=True,
        filed=True,
        stated={"assistance.unfiled": "difference", "assistance.fed_by": POOLED_KINDS},
    ),
    Theme(
        "years",
        kinds=("inpatient", "negotiated_drug"),
        years=(2023, 2024, 2025),
        gaps=True,
        stated={
            "catastrophic.fed_by": POOLED_KINDS,
            "catastrophic.cap": 20_000,
            "incentive.continuous_after_years": 2,
            "incentive.continuous_step": 3_000,
            "incentive.zero_claim_step": 2_000,
            "incentive.ceiling_share": 9_000,
        },
    ),
)
