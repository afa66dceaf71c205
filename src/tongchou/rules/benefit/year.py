"""What a finished benefit year leaves to the next: continuous years, years without a claim, earned steps.

Source: 国办发〔2024〕38号 (incentives for continuous cover and for years without a claim); contract section 4.
"""

from tongchou.rules.benefit.accumulators import Accumulators

ARTICLES = {"next_counts": "国办发〔2024〕38号 健全激励约束机制"}


def next_counts(state: Accumulators, complete: int, after_years: int, keep_earned_steps: int) -> tuple[int, int, int]:
    """Return (continuous_years, zero_claim_years, earned_steps) with which the next benefit year begins.

    ``complete`` says whether cover held on every day of the year. A break resets the continuous years; the steps they
    had earned stay where the area says so. A year in which the raised part of the catastrophic cap was used resets the
    years without a claim; a complete year in which the fund paid nothing adds one.
    """
    continuous = state.continuous_years + 1
    earned = state.earned_steps
    if not complete:
        if keep_earned_steps:
            earned += max(0, state.continuous_years - after_years)
        else:
            earned = 0
        continuous = 0
    if state.bonus_paid > 0:
        zero_claim = 0
    elif complete and state.fund_paid == 0:
        zero_claim = state.zero_claim_years + 1
    else:
        zero_claim = state.zero_claim_years
    return continuous, zero_claim, earned
