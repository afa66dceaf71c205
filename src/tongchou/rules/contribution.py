"""Chapter 2: what is paid for a year of cover, who pays it, and what the insurer of the catastrophic layer keeps.

Amounts are fen, ratios are over :data:`tongchou.rules.money.RATIO`. Every split rounds on the total, never on the head,
and the last payer in the order of the regulation takes the remainder, so that the parts sum to the total exactly.
Totals up to 4 * 10**14 fen stay within 64 bits. The functions raise nothing.
"""

from typing import NamedTuple

from tongchou.rules.money import RATIO, share

ARTICLES: dict[str, str] = {
    "contribution_due": "001 第八条、第九条",
    "standard": "001 第八条",
    "repair": "国办发〔2024〕38号",
    "due": "001 第八条、第九条；国办发〔2024〕38号",
    "below_national_minimum": "001 第八条；004 一（二）",
    "refundable": "001 第九条",
    "enrolment_aid": "001 第六条；004 一（二）；国办发〔2021〕42号",
    "best_enrolment_aid": "001 第六条；国办发〔2021〕42号",
    "entitled": "国办发〔2021〕42号",
    "aid": "001 第六条",
    "person_pays": "001 第六条",
    "subsidy_split": "000 三（一）；004 一（一）",
    "subsidy_total": "004 一（一）",
    "central": "004 一（一）",
    "rest": "000 三（一）",
    "province_standard": "000 三（一）；004 一（一）",
    "residue": "000 三（一）",
    "original_channel": "000 三（一）",
    "city": "000 三（一）",
    "county": "000 三（一）",
    "province": "000 三（一）",
    "expansion_work_fund": "000 一（三）",
    "insurer_year": "001 第二十四条；004 三（五）",
}


class ContributionDue(NamedTuple):
    """What a person owes for one benefit year, before any aid."""

    standard: int
    repair: int
    due: int


class AidTerms(NamedTuple):
    """The enrolment aid of one identity."""

    ratio: int
    """Share of the standard; the whole of RATIO is full aid. Not read where there is a fixed sum."""
    fixed: int
    """Fixed sum in fen, -1 where the aid is a share."""


class Aid(NamedTuple):
    """Who pays the personal contribution of an aided person."""

    standard: int
    entitled: int
    """The aid the terms name, before the standard limits it."""
    aid: int
    person_pays: int


class BestAid(NamedTuple):
    """The aid of the single best identity."""

    position: int
    """Place of that identity in the tuple asked for, -1 without any."""
    standard: int
    entitled: int
    aid: int
    person_pays: int


class SubsidyTerms(NamedTuple):
    """How four levels of government share the subsidy of one group of insured in one county."""

    central_share: int
    """Of the whole subsidy: 80% in the west, 60% in the centre (004 一（一）)."""
    province_share_of_rest: int
    """Of what the centre leaves."""
    city_share_of_residue: int
    """Of what centre and province leave: 50%; none for an expanded-power county; all for city universities."""
    original_channel: bool
    """Provincial universities: the residue goes through the original channel, which is the province."""


class SubsidySplit(NamedTuple):
    """The subsidy in the order of 000 三（一）: subsidy_total = central + province + city + county."""

    subsidy_total: int
    central: int
    rest: int
    """What the centre leaves."""
    province_standard: int
    """The province's share of it under the standard."""
    residue: int
    """What centre and province leave (扣除中央、省财政补助后的差额部分)."""
    original_channel: int
    """The residue where it goes through the original channel, else 0."""
    city: int
    county: int
    """The rest, all of it."""
    province: int
    """province_standard + original_channel."""


class ExpansionWorkFund(NamedTuple):
    """Money of the budget, not of the fund, for the work of enrolling people."""

    total: int
    city: int
    county: int


class InsurerTerms(NamedTuple):
    """The contract with the insurer of the catastrophic layer for one year."""

    premium_per_head: int
    """Fen a head a year, paid from the resident fund (001 第二十四条); not read beside a share of the income."""
    margin_ratio: int
    """Agreed margin, over the premium."""
    surplus_to_fund: bool
    """Whether the surplus above the margin goes back to the fund; the insurer keeps it otherwise."""
    loss_share_fund: int
    """The fund's share of the loss up to the limit."""
    loss_rate_limit: int
    """Loss up to this ratio of the premium is shared; above it, it is the insurer's alone."""
    premium_of_income: int = -1
    """The premium as a share of the fund's income of the year; -1 where it goes by heads."""
    margin_cap: int = RATIO
    """No margin above this share of the premium; RATIO where nothing limits it."""
    fee_cap: int = 0
    """The insurer's cost counts up to this share of the premium; 0 where none is counted."""
    least_payout: int = 0
    """Claims below this share of the premium: what is missing goes back to the fund first; 0 where there is none."""
    reserve_cap: int = 0
    """Of the surplus above the margin, up to this share of the premium goes to a risk reserve; 0: there is none."""


class InsurerYear(NamedTuple):
    """The settlement of the insurer's year, in the order in which it is made."""

    premium: int
    claims: int
    fees: int
    fee_limit: int
    fees_counted: int
    """The smaller of the two; what exceeds it the insurer bears."""
    surplus: int
    """max(0, premium - claims - fees_counted)."""
    least_payout: int
    payout_returned: int
    """What claims lack of the least payout, as far as there is a surplus: it goes back to the fund first."""
    agreed_margin: int
    margin_kept: int
    surplus_above_margin: int
    """Surplus less payout_returned less margin_kept."""
    to_reserve: int
    returned_to_fund: int
    loss: int
    """max(0, claims + fees_counted - premium)."""
    loss_limit: int
    loss_shared: int
    loss_above_limit: int
    loss_borne_by_fund: int
    loss_borne_by_insurer: int
    fund_pays: int
    """What the fund has paid in the end: premium - payout_returned - returned_to_fund + its share of the loss."""
    insurer_result: int
    """What the insurer has left in the end: fund_pays - claims - fees - to_reserve, below 0 a loss."""


def contribution_due(standard: int, years_repaired: int = 0) -> ContributionDue:
    """Return what a person owes for a benefit year, in fen: the one standard, and as much for each year repaired.

    Nothing is prorated: cover is paid by the calendar year, whenever in it the payment is made (001 第八条、第九条).
    A repaired year costs the personal standard of the year of payment (38号: 缴费参照当年参保地的个人缴费标准).
    """
    repair = standard * years_repaired
    return ContributionDue(standard, repair, standard + repair)


def below_national_minimum(standard: int, national_minimum: int) -> int:
    """Return by how many fen the standard misses the national minimum of the year, 0 if it does not (001 第八条)."""
    return max(0, national_minimum - standard)


def refundable(paid_on: int, cover_first_day: int, day: int) -> bool:
    """Return whether a contribution may be paid back on the day: paid, and benefits not yet in effect (001 第九条).

    The first covered day itself is too late. Decision: where the waiting leaves the year no covered day
    (`cover_first_day` 0), benefits never take effect and the contribution stays refundable.
    """
    if paid_on == 0 or day < paid_on:
        return False
    return cover_first_day == 0 or day < cover_first_day


def enrolment_aid(terms: AidTerms, standard: int) -> Aid:
    """Return the aid to one person's contribution, in fen: a fixed sum or a share, never above the standard."""
    entitled = terms.fixed if terms.fixed >= 0 else share(standard, terms.ratio)
    aid = min(entitled, standard)
    return Aid(standard, entitled, aid, standard - aid)


def best_enrolment_aid(terms: tuple[AidTerms, ...], standard: int) -> BestAid:
    """Return the highest aid among the identities a person holds: one identity counts, they do not add up.

    Of equal ones the first counts, so that the tuple's order, the regulation's rank, decides whose aid is named.
    Without any identity the person pays all; a compiled caller always has at least one.
    """
    position = -1
    entitled = 0
    aid = 0
    for place in range(len(terms)):
        found = enrolment_aid(terms[place], standard)
        if position == -1 or found.aid > aid:
            position = place
            entitled = found.entitled
            aid = found.aid
    return BestAid(position, standard, entitled, aid, standard - aid)


def subsidy_split(terms: SubsidyTerms, subsidy_per_head: int, heads: int) -> SubsidySplit:
    """Return who pays the subsidy of so many insured, in fen.

    The centre's share of the total; the province's share of what is left; the city's of the residue; the county the
    remainder. Each is rounded half-up once, on the total. Holders of a residence permit who pay the same standard are
    heads like all others (004 一（一）).
    """
    total = subsidy_per_head * heads
    central = share(total, terms.central_share)
    rest = total - central
    province_standard = share(rest, terms.province_share_of_rest)
    residue = rest - province_standard
    original_channel = residue if terms.original_channel else 0
    city = share(residue - original_channel, terms.city_share_of_residue)
    county = residue - original_channel - city
    return SubsidySplit(
        subsidy_total=total,
        central=central,
        rest=rest,
        province_standard=province_standard,
        residue=residue,
        original_channel=original_channel,
        city=city,
        county=county,
        province=province_standard + original_channel,
    )


def expansion_work_fund(per_head: int, city_share: int, heads: int) -> ExpansionWorkFund:
    """Return the money for enrolment work of so many insured, in fen: the city's share, the county the remainder."""
    total = per_head * heads
    city = share(total, city_share)
    return ExpansionWorkFund(total, city, total - city)


def insurer_year(terms: InsurerTerms, heads: int, claims: int, fund_income: int = 0, fees: int = 0) -> InsurerYear:
    """Return the settlement of the catastrophic insurer's year for so many insured and the claims it paid, in fen.

    The premium goes by heads, or is a share of the fund's income. A surplus gives back first what claims lack of the
    least payout; of the rest the insurer has the agreed margin, a risk reserve its share, and what is left is the
    fund's (the insurer's where the contract says so). A loss up to the limit is shared, the insurer taking the
    remainder; above the limit it is the insurer's. Decision: without a cap on fees no cost of administration is counted
    besides the claims; the margin is what there is for it.
    """
    if terms.premium_of_income >= 0:
        premium = share(fund_income, terms.premium_of_income)
    else:
        premium = terms.premium_per_head * heads
    fee_limit = share(premium, terms.fee_cap)
    fees_counted = min(fees, fee_limit)
    spent = claims + fees_counted
    surplus = max(0, premium - spent)
    least_payout = share(premium, terms.least_payout)
    payout_returned = min(surplus, max(0, least_payout - claims))
    agreed_margin = share(premium, min(terms.margin_ratio, terms.margin_cap))
    margin_kept = min(surplus - payout_returned, agreed_margin)
    surplus_above_margin = surplus - payout_returned - margin_kept
    to_reserve = min(surplus_above_margin, share(premium, terms.reserve_cap))
    returned_to_fund = surplus_above_margin - to_reserve if terms.surplus_to_fund else 0
    loss = max(0, spent - premium)
    loss_limit = share(premium, terms.loss_rate_limit)
    loss_shared = min(loss, loss_limit)
    loss_borne_by_fund = share(loss_shared, terms.loss_share_fund)
    fund_pays = premium - payout_returned - returned_to_fund + loss_borne_by_fund
    return InsurerYear(
        premium=premium,
        claims=claims,
        fees=fees,
        fee_limit=fee_limit,
        fees_counted=fees_counted,
        surplus=surplus,
        least_payout=least_payout,
        payout_returned=payout_returned,
        agreed_margin=agreed_margin,
        margin_kept=margin_kept,
        surplus_above_margin=surplus_above_margin,
        to_reserve=to_reserve,
        returned_to_fund=returned_to_fund,
        loss=loss,
        loss_limit=loss_limit,
        loss_shared=loss_shared,
        loss_above_limit=loss - loss_shared,
        loss_borne_by_fund=loss_borne_by_fund,
        loss_borne_by_insurer=loss - loss_borne_by_fund,
        fund_pays=fund_pays,
        insurer_result=fund_pays - claims - fees - to_reserve,
    )
