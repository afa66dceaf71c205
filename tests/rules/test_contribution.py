"""Who pays for a year of cover: examples at every boundary, and sums that are exact to the fen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numba_check import assert_compiles_and_agrees, compiled, public_functions
from tongchou.rules import contribution
from tongchou.rules.contribution import (
    Aid,
    AidTerms,
    InsurerTerms,
    SubsidyTerms,
    below_national_minimum,
    best_enrolment_aid,
    contribution_due,
    enrolment_aid,
    expansion_work_fund,
    insurer_year,
    refundable,
    subsidy_split,
)
from tongchou.rules.money import RATIO, half_up, share

RATIOS = st.integers(0, RATIO)
HEADS = st.integers(0, 5_000_000)
STANDARD = 40_000

ORDINARY_COUNTY = SubsidyTerms(8_000, 5_000, 5_000, False)
EXPANDED_COUNTY = SubsidyTerms(8_000, 5_000, 0, False)
CITY_UNIVERSITY = SubsidyTerms(8_000, 5_000, RATIO, False)
PROVINCIAL_UNIVERSITY = SubsidyTerms(8_000, 5_000, 5_000, True)
INSURER = InsurerTerms(9_000, 300, True, 5_000, 500)


def day(text):
    return date.fromisoformat(text).toordinal()


@pytest.mark.article("001 第八条")
@pytest.mark.parametrize(("standard", "missing"), [(39_999, 1), (40_000, 0), (40_001, 0)])
def test_standard_is_not_below_the_national_minimum(standard, missing):
    assert below_national_minimum(standard, 40_000) == missing


@pytest.mark.article("001 第九条")
def test_a_year_costs_one_standard_and_each_repaired_year_another():
    assert contribution_due(STANDARD) == (40_000, 0, 40_000)
    assert contribution_due(STANDARD, 2) == (40_000, 80_000, 120_000)


@pytest.mark.article("001 第九条")
@pytest.mark.parametrize(
    ("on", "answer"),
    [("2024-11-09", False), ("2024-11-10", True), ("2024-12-31", True), ("2025-01-01", False), ("2025-01-02", False)],
)
def test_refund_ends_when_benefits_take_effect(on, answer):
    assert refundable(day("2024-11-10"), day("2025-01-01"), day(on)) is answer


@pytest.mark.article("001 第九条")
def test_without_cover_benefits_never_take_effect_and_without_payment_nothing_is_refunded():
    assert refundable(day("2024-11-10"), 0, day("2024-12-31")) is True
    assert refundable(0, 0, day("2024-12-31")) is False


@pytest.mark.article("国办发〔2021〕42号")
@pytest.mark.parametrize(
    ("terms", "aid"),
    [
        (AidTerms(RATIO, -1), Aid(40_000, 40_000, 40_000, 0)),
        (AidTerms(7_500, -1), Aid(40_000, 30_000, 30_000, 10_000)),
        (AidTerms(0, -1), Aid(40_000, 0, 0, 40_000)),
        (AidTerms(RATIO, 0), Aid(40_000, 0, 0, 40_000)),
        (AidTerms(RATIO, 25_000), Aid(40_000, 25_000, 25_000, 15_000)),
        (AidTerms(0, 39_999), Aid(40_000, 39_999, 39_999, 1)),
        (AidTerms(0, 40_000), Aid(40_000, 40_000, 40_000, 0)),
        (AidTerms(0, 40_001), Aid(40_000, 40_001, 40_000, 0)),
    ],
)
def test_aid_is_a_share_or_a_fixed_sum_and_never_above_the_standard(terms, aid):
    assert enrolment_aid(terms, STANDARD) == aid


def test_aid_rounds_half_up_to_the_fen():
    assert enrolment_aid(AidTerms(5_000, -1), 33).aid == 17
    assert enrolment_aid(AidTerms(4_999, -1), 33).aid == 16


@pytest.mark.article("国办发〔2021〕42号")
def test_the_best_identity_counts_alone_and_the_first_of_equals():
    low_income, monitored, edge = AidTerms(7_500, -1), AidTerms(6_000, -1), AidTerms(0, -1)
    assert best_enrolment_aid((monitored, low_income, edge), STANDARD) == (1, 40_000, 30_000, 30_000, 10_000)
    assert best_enrolment_aid((low_income, AidTerms(0, 30_000)), STANDARD).position == 0
    assert best_enrolment_aid((edge,), STANDARD) == (0, 40_000, 0, 0, 40_000)
    assert best_enrolment_aid((), STANDARD) == (-1, 40_000, 0, 0, 40_000)


@given(st.lists(st.builds(AidTerms, RATIOS, st.integers(-1, 90_000)), max_size=5), st.integers(0, 80_000))
def test_no_identity_gives_more_than_the_best(terms, standard):
    best = best_enrolment_aid(tuple(terms), standard)
    assert best.aid == max((enrolment_aid(each, standard).aid for each in terms), default=0)
    assert best.aid + best.person_pays == standard
    assert 0 <= best.aid <= standard


@pytest.mark.article("000 三（一）")
@pytest.mark.parametrize(
    ("terms", "central", "province", "city", "county"),
    [
        (ORDINARY_COUNTY, 53_600, 6_700, 3_350, 3_350),
        (EXPANDED_COUNTY, 53_600, 6_700, 0, 6_700),
        (CITY_UNIVERSITY, 53_600, 6_700, 6_700, 0),
        (PROVINCIAL_UNIVERSITY, 53_600, 13_400, 0, 0),
    ],
)
def test_panzhihua_2024_shares_670_among_four_levels(terms, central, province, city, county):
    for heads in (1, 1_000):
        split = subsidy_split(terms, 67_000, heads)
        assert split.subsidy_total == 67_000 * heads
        assert (split.central, split.province, split.city, split.county) == (
            central * heads,
            province * heads,
            city * heads,
            county * heads,
        )


def test_provincial_universities_show_what_went_through_the_original_channel():
    split = subsidy_split(PROVINCIAL_UNIVERSITY, 67_000, 1)
    assert (split.rest, split.province_standard, split.residue, split.original_channel) == (13_400, 6_700, 6_700, 6_700)
    assert subsidy_split(ORDINARY_COUNTY, 67_000, 1).original_channel == 0


@pytest.mark.article("004 一（一）")
@pytest.mark.parametrize(
    ("terms", "central", "province", "county"),
    [
        (SubsidyTerms(6_000, 5_000, 0, False), 34_800, 11_600, 11_600),
        (SubsidyTerms(8_000, 5_000, 0, False), 46_400, 5_800, 5_800),
    ],
)
def test_shanxi_2021_shares_580(terms, central, province, county):
    split = subsidy_split(terms, 58_000, 1)
    assert (split.central, split.province, split.city, split.county) == (central, province, 0, county)


@pytest.mark.article("004 一（一）")
@pytest.mark.parametrize(("subsidy", "central"), [(61_000, 48_800), (64_000, 51_200)])
def test_the_centre_pays_gansu_four_fifths(subsidy, central):
    assert subsidy_split(ORDINARY_COUNTY, subsidy, 1).central == central


@pytest.mark.article("004 一（一）")
def test_holders_of_a_residence_permit_are_heads_like_others():
    together = subsidy_split(ORDINARY_COUNTY, 67_000, 120)
    residents, permits = subsidy_split(ORDINARY_COUNTY, 67_000, 100), subsidy_split(ORDINARY_COUNTY, 67_000, 20)
    assert together == tuple(one + other for one, other in zip(residents, permits, strict=True))


@pytest.mark.article("000 三（一）")
def test_each_share_is_rounded_once_on_the_total_and_the_county_takes_the_remainder():
    # 3 fen: central 2.4 -> 2, province half of 1 -> 1 (half-up), nothing is left.
    assert subsidy_split(ORDINARY_COUNTY, 3, 1) == (3, 2, 1, 1, 0, 0, 0, 0, 1)
    # 31 fen: central 24.8 -> 25, province 3, residue 3, city 1.5 -> 2, county 1.
    assert subsidy_split(ORDINARY_COUNTY, 31, 1) == (31, 25, 6, 3, 3, 0, 2, 1, 3)


@given(st.builds(SubsidyTerms, RATIOS, RATIOS, RATIOS, st.booleans()), st.integers(0, 100_000), HEADS)
def test_the_subsidy_is_shared_to_the_fen(terms, per_head, heads):
    split = subsidy_split(terms, per_head, heads)
    assert split.central + split.province + split.city + split.county == per_head * heads
    assert split.central + split.rest == split.subsidy_total
    assert split.province_standard + split.residue == split.rest
    assert split.original_channel + split.city + split.county == split.residue
    assert min(split) >= 0
    assert split.central == share(per_head * heads, terms.central_share)


@pytest.mark.article("000 一（三）")
def test_enrolment_work_is_paid_half_by_the_city():
    assert expansion_work_fund(200, 5_000, 1_001) == (200_200, 100_100, 100_100)
    assert expansion_work_fund(201, 5_000, 1) == (201, 101, 100)


@given(st.integers(0, 10_000), RATIOS, HEADS)
def test_the_work_fund_is_shared_to_the_fen(per_head, city_share, heads):
    fund = expansion_work_fund(per_head, city_share, heads)
    assert fund.city + fund.county == fund.total == per_head * heads
    assert min(fund) >= 0


@pytest.mark.article("001 第二十四条")
@pytest.mark.parametrize(
    ("claims", "kept", "returned", "fund_bears", "insurer_bears", "result"),
    [
        # 100 heads: premium 900,000, margin 27,000, loss limit 45,000 fen.
        (0, 27_000, 873_000, 0, 0, 27_000),
        (872_999, 27_000, 1, 0, 0, 27_000),
        (873_000, 27_000, 0, 0, 0, 27_000),
        (873_001, 26_999, 0, 0, 0, 26_999),
        (899_999, 1, 0, 0, 0, 1),
        (900_000, 0, 0, 0, 0, 0),
        (900_001, 0, 0, 1, 0, 0),
        (900_002, 0, 0, 1, 1, -1),
        (944_999, 0, 0, 22_500, 22_499, -22_499),
        (945_000, 0, 0, 22_500, 22_500, -22_500),
        (945_001, 0, 0, 22_500, 22_501, -22_501),
        (1_000_000, 0, 0, 22_500, 77_500, -77_500),
    ],
)
def test_surplus_above_the_margin_returns_and_loss_to_the_limit_is_shared(
    claims, kept, returned, fund_bears, insurer_bears, result
):
    year = insurer_year(INSURER, 100, claims)
    assert (year.premium, year.agreed_margin, year.loss_limit) == (900_000, 27_000, 45_000)
    assert (year.margin_kept, year.returned_to_fund) == (kept, returned)
    assert (year.loss_borne_by_fund, year.loss_borne_by_insurer) == (fund_bears, insurer_bears)
    assert year.insurer_result == result


def test_a_contract_that_keeps_the_surplus_returns_nothing():
    year = insurer_year(INSURER._replace(surplus_to_fund=False), 100, 0)
    assert (year.surplus_above_margin, year.returned_to_fund, year.insurer_result) == (873_000, 0, 900_000)


INSURER_TERMS = st.builds(
    InsurerTerms,
    st.integers(0, 50_000),
    RATIOS,
    st.booleans(),
    RATIOS,
    RATIOS,
    st.just(-1) | RATIOS,
    RATIOS,
    RATIOS,
    RATIOS,
    RATIOS,
)
FEN = st.integers(0, 10**12)


@given(INSURER_TERMS, HEADS, FEN, FEN, FEN)
def test_what_the_fund_pays_is_claims_and_what_the_insurer_has_left(terms, heads, claims, income, fees):
    year = insurer_year(terms, heads, claims, income, fees)
    assert year.fund_pays == year.claims + year.fees + year.to_reserve + year.insurer_result
    assert year.surplus == year.payout_returned + year.margin_kept + year.surplus_above_margin
    assert year.to_reserve + year.returned_to_fund <= year.surplus_above_margin
    assert year.fees_counted <= min(year.fees, year.fee_limit)
    assert year.loss == year.loss_shared + year.loss_above_limit
    assert year.loss == year.loss_borne_by_fund + year.loss_borne_by_insurer
    assert year.surplus == 0 or year.loss == 0
    assert min(year[:-1]) >= 0


@given(INSURER_TERMS, HEADS, FEN, st.integers(0, 10**9), FEN, FEN)
def test_more_claims_never_cost_the_fund_less_nor_leave_the_insurer_more(terms, heads, claims, more, income, fees):
    before, after = (insurer_year(terms, heads, each, income, fees) for each in (claims, claims + more))
    assert after.fund_pays >= before.fund_pays
    assert after.insurer_result <= before.insurer_result


def test_every_function_compiles_and_agrees():
    aid = (AidTerms(7_500, -1), AidTerms(0, 25_000), AidTerms(RATIO, -1))
    samples: dict[str, list[tuple]] = {
        "contribution_due": [(STANDARD,), (STANDARD, 2)],
        "below_national_minimum": [(39_999, 40_000), (40_001, 40_000)],
        "refundable": [(10, 20, day) for day in (0, 9, 10, 19, 20)] + [(10, 0, 30), (0, 0, 30)],
        "enrolment_aid": [(terms, STANDARD) for terms in aid],
        "best_enrolment_aid": [(aid, STANDARD), (aid[:1], STANDARD)],
        "subsidy_split": [
            (terms, 67_000, heads)
            for terms in (ORDINARY_COUNTY, EXPANDED_COUNTY, CITY_UNIVERSITY, PROVINCIAL_UNIVERSITY)
            for heads in (0, 1, 999_999, 1_000_000_000)
        ],
        "expansion_work_fund": [(201, 5_000, 1)],
        "insurer_year": [(INSURER, 100, claims, 0, 0) for claims in (0, 873_001, 900_001, 1_000_000)],
    }
    functions = public_functions(contribution)
    assert samples.keys() == functions.keys()
    for name, arguments in samples.items():
        assert_compiles_and_agrees(functions[name], *arguments)


@given(st.builds(SubsidyTerms, RATIOS, RATIOS, RATIOS, st.booleans()), st.integers(0, 100_000), HEADS)
def test_the_compiled_split_is_the_plain_one(terms, per_head, heads):
    assert compiled(subsidy_split)(terms, per_head, heads) == subsidy_split(terms, per_head, heads)


def test_the_largest_total_named_stays_within_64_bits():
    total = 4 * 10**14
    assert compiled(half_up)(total * RATIO, RATIO) == total
    assert 2 * total * RATIO + RATIO < 2**63


def test_every_function_and_every_traced_amount_has_its_article():
    names = public_functions(contribution).keys() | set(contribution.SubsidySplit._fields) | set(Aid._fields)
    names |= set(contribution.ContributionDue._fields)
    assert names <= contribution.ARTICLES.keys()


DRAFT = InsurerTerms(0, 500, True, 5_000, 500, 500, 400, 500, 8_500, 300)
"""A premium of 5% of the income; a margin of 5%, at most 4%; fees up to 5%; 85% paid out at least; 3% to a reserve."""


@pytest.mark.parametrize(
    ("claims", "fees", "expected"),
    [
        # Premium 20,000,000 × 5% = 1,000,000: claims, fees that count, surplus, back first, margin, reserve, back.
        (850_000, 30_000, (30_000, 120_000, 0, 40_000, 30_000, 50_000)),
        (849_999, 30_000, (30_000, 120_001, 1, 40_000, 30_000, 50_000)),
        (800_000, 60_000, (50_000, 150_000, 50_000, 40_000, 30_000, 30_000)),
        (0, 0, (0, 1_000_000, 850_000, 40_000, 30_000, 80_000)),
        (930_000, 30_001, (30_001, 39_999, 0, 39_999, 0, 0)),
        (960_000, 50_000, (50_000, 0, 0, 0, 0, 0)),
    ],
)
def test_a_contract_with_caps_a_least_payout_and_a_reserve(claims, fees, expected):
    year = insurer_year(DRAFT, 7, claims, 20_000_000, fees)
    found = (year.fees_counted, year.surplus, year.payout_returned, year.margin_kept, year.to_reserve)
    assert (*found, year.returned_to_fund) == expected
    assert (year.premium, year.fee_limit, year.least_payout, year.agreed_margin) == (1_000_000, 50_000, 850_000, 40_000)
    assert year.surplus_above_margin == year.surplus - year.payout_returned - year.margin_kept
    assert year.loss == max(0, claims + year.fees_counted - 1_000_000)
    assert year.fund_pays == 1_000_000 - year.payout_returned - year.returned_to_fund + year.loss_borne_by_fund
    assert year.insurer_result == year.fund_pays - claims - fees - year.to_reserve


def test_a_reserve_is_taken_where_the_insurer_keeps_the_surplus_too():
    year = insurer_year(DRAFT._replace(surplus_to_fund=False), 7, 850_000, 20_000_000, 30_000)
    assert (year.to_reserve, year.returned_to_fund, year.insurer_result) == (30_000, 0, 90_000)
