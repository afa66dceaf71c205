"""What is due, who shares the subsidy, and how the insurer's year is settled, sum by sum."""

from typing import NamedTuple

from tongchou.cases.told import Account, Teller
from tongchou.cases.told_words import COUNTY_WORDS, GRADE_WORDS
from tongchou.rules.codes import IDENTITIES
from tongchou.rules.contribution import (
    Aid,
    AidTerms,
    BestAid,
    ContributionDue,
    ExpansionWorkFund,
    InsurerTerms,
    InsurerYear,
    SubsidySplit,
    SubsidyTerms,
    below_national_minimum,
    enrolment_aid,
)
from tongchou.rules.explanation.figures import product
from tongchou.rules.explanation.words import IDENTITY_WORDS, PAYER_WORDS
from tongchou.rules.explanation.writer import Cites
from tongchou.rules.money import percent, yuan


class DuesTrace(NamedTuple):
    """One question of dues with all that answers it."""

    year: int
    grade: str
    years_repaired: int
    due: ContributionDue
    minimum: int | None
    """The national minimum in fen, None where there is none."""
    aided: tuple[str, ...]
    """The identities for which the regulation names an aid, in rank."""
    terms: tuple[AidTerms, ...]
    """Their aid, in the same order."""
    aid: BestAid
    payer: str | None
    cites: Cites


class SubsidyTrace(NamedTuple):
    """One question of the subsidy with all that answers it."""

    year: int
    county: str
    residents: int
    permit_holders: int
    heads: int
    per_head: int
    minimum: int | None
    terms: SubsidyTerms
    split: SubsidySplit
    cites: Cites


class FundTrace(NamedTuple):
    """One question of the work fund with all that answers it."""

    year: int
    heads: int
    per_head: int
    city_share: int
    fund: ExpansionWorkFund
    cites: Cites


class InsurerTrace(NamedTuple):
    """One question of the insurer's year with all that answers it."""

    year: int
    heads: int
    fund_income: int
    terms: InsurerTerms
    result: InsurerYear
    cites: Cites


def tell_dues(trace: DuesTrace, language: int) -> Account:
    """Return what is due and who pays it as a sentence, and the steps to it."""
    teller = Teller(language, trace.cites)
    due, aid, year = trace.due, trace.aid, trace.year
    grade, personal = GRADE_WORDS[trace.grade][language], "contribution.personal"
    teller.money("standard", due.standard, "standard", personal, year=year, grade=grade)
    if trace.years_repaired:
        standard, repair = yuan(due.standard), yuan(due.repair)
        teller.money("repair", due.repair, "repair", personal, standard=standard, years=trace.years_repaired)
        teller.money("due", due.due, "due", personal, standard=standard, repair=repair)
    else:
        teller.money("due", due.due, "due_standard", personal)
    _tell_minimum(teller, due.standard, trace.minimum, "contribution.personal_minimum")
    payer = PAYER_WORDS[trace.payer][language] if trace.payer else ""
    _tell_aid(teller, trace, payer)
    person = due.due - aid.aid
    teller.money("person_pays", person, "person_pays", personal, due=yuan(due.due), aid=yuan(aid.aid))
    sentence = "dues_aided" if aid.aid else "dues"
    told = teller.say(sentence, year=year, due=yuan(due.due), aid=yuan(aid.aid), payer=payer, person=yuan(person))
    return Account(told, teller.steps)


def _tell_minimum(teller: Teller, standard: int, minimum: int | None, path: str) -> None:
    if minimum is None:
        return
    below = below_national_minimum(standard, minimum)
    sentence = "minimum_missed" if below else "minimum_met"
    teller.money(path.rpartition(".")[2], below, sentence, path, minimum=yuan(minimum), standard=yuan(standard))


def _tell_aid(teller: Teller, trace: DuesTrace, payer: str) -> None:
    paths = ("enrolment_aid.ratio", "enrolment_aid.fixed", "enrolment_aid.payer")
    if not trace.aided:
        teller.money("aid", trace.aid.aid, "no_aid", *paths)
        return
    words = [_holder(teller, holder) for holder in trace.aided]
    parts = []
    for word, terms in zip(words, trace.terms, strict=True):
        found: Aid = enrolment_aid(terms, trace.due.standard)
        if terms.fixed >= 0:
            part = teller.say("aid_fixed", identity=word, fixed=yuan(terms.fixed))
        else:
            part = teller.say("aid_share", identity=word, product=product(trace.due.standard, terms.ratio))
        if found.entitled > found.aid:
            part = teller.say("aid_limited", part=part, standard=yuan(trace.due.standard))
        parts.append(part)
    sentence = "aid_zero"
    if trace.aid.aid:
        sentence = "aid_best" if len(parts) > 1 else "aid"
    listed, best = teller.say("and").join(parts), words[trace.aid.position]
    teller.money("aid", trace.aid.aid, sentence, *paths, parts=listed, identity=best, payer=payer)


def _holder(teller: Teller, holder: str) -> str:
    """Return an identity in words, with its class where it has one."""
    identity, _, of_its = holder.partition(".")
    word = IDENTITY_WORDS[IDENTITIES.index(identity)][teller.language]
    return teller.say("of_class", identity=word, name=of_its) if of_its else word


def tell_subsidy(trace: SubsidyTrace, language: int) -> Account:
    """Return who pays the subsidy as a sentence, and its split line by line."""
    teller = Teller(language, trace.cites)
    terms, split, heads = trace.terms, trace.split, trace.heads
    county = COUNTY_WORDS[trace.county][language]
    _tell_heads(teller, trace)
    teller.money(
        "subsidy_total",
        split.subsidy_total,
        "subsidy_total",
        "subsidy.per_head",
        per_head=yuan(trace.per_head),
        heads=heads,
    )
    _tell_minimum(teller, trace.per_head, trace.minimum, "subsidy.per_head_minimum")
    of_centre, of_province = "subsidy.central_share", "subsidy.province_share_of_rest"
    of_city, channel = "subsidy.city_share_of_residue", "subsidy.original_channel"
    total, central, rest = yuan(split.subsidy_total), yuan(split.central), yuan(split.rest)
    share = product(split.subsidy_total, terms.central_share)
    teller.money("central", split.central, "central", of_centre, product=share)
    teller.money("rest", split.rest, "rest", of_centre, total=total, central=central)
    share = product(split.rest, terms.province_share_of_rest)
    teller.money("province_standard", split.province_standard, "province_standard", of_province, product=share)
    standard, residue = yuan(split.province_standard), yuan(split.residue)
    teller.money("residue", split.residue, "residue", of_province, rest=rest, province=standard)
    if terms.original_channel:
        teller.money("original_channel", split.original_channel, "original_channel", channel, county=county)
        teller.money("city", split.city, "city_nothing", channel)
        teller.money("county", split.county, "county_nothing", channel)
    else:
        share = product(split.residue, terms.city_share_of_residue)
        teller.money("city", split.city, "city_share", of_city, product=share, county=county)
        teller.money("county", split.county, "county", of_city, residue=residue, city=yuan(split.city))
    original = yuan(split.original_channel)
    teller.money("province", split.province, "province", of_province, channel, standard=standard, original=original)
    told = teller.say(
        "subsidy",
        year=trace.year,
        total=total,
        central=central,
        province=yuan(split.province),
        city=yuan(split.city),
        county=yuan(split.county),
    )
    return Account(told, teller.steps)


def _tell_heads(teller: Teller, trace: SubsidyTrace) -> None:
    sentence = "heads"
    if trace.permit_holders:
        sentence = "heads_with_permits" if trace.heads > trace.residents else "heads_without_permits"
    path, permits = "subsidy.residence_permit_same", trace.permit_holders
    teller.plain("heads", trace.heads, sentence, path, residents=trace.residents, permits=permits)


def tell_fund(trace: FundTrace, language: int) -> Account:
    """Return who pays the work fund as a sentence, and the steps to it."""
    teller = Teller(language, trace.cites)
    fund, per_head, share = trace.fund, "expansion_fund.per_head", "expansion_fund.city_share"
    total, city, county = yuan(fund.total), yuan(fund.city), yuan(fund.county)
    teller.money("total", fund.total, "fund_total", per_head, per_head=yuan(trace.per_head), heads=trace.heads)
    teller.money("city", fund.city, "fund_city", share, product=product(fund.total, trace.city_share))
    teller.money("county", fund.county, "fund_county", share, total=total, city=city)
    told = teller.say("fund", year=trace.year, total=total, city=city, county=county)
    return Account(told, teller.steps)


def tell_insurer(trace: InsurerTrace, language: int) -> Account:
    """Return how the insurer's year ends as a sentence, and the steps to it: those of a surplus, or those of a loss."""
    teller = Teller(language, trace.cites)
    terms, year = trace.terms, trace.result
    premium, claims = yuan(year.premium), yuan(year.claims)
    of_premium = "catastrophic.premium_per_head"
    if terms.premium_of_income >= 0:
        of_premium = "insurer.premium_of_income"
        share = product(trace.fund_income, terms.premium_of_income)
        teller.money("premium", year.premium, "premium_of_income", of_premium, product=share)
    else:
        per_head = yuan(terms.premium_per_head)
        teller.money("premium", year.premium, "premium", of_premium, per_head=per_head, heads=trace.heads)
    teller.money("claims", year.claims, "claims", of_premium)
    _tell_fees(teller, trace)
    margin, limit = product(year.premium, _margin(terms)), product(year.premium, terms.loss_rate_limit)
    sentence = "agreed_margin_capped" if terms.margin_ratio > terms.margin_cap else "agreed_margin"
    values = {"product": margin, "stated": percent(terms.margin_ratio)}
    teller.money("agreed_margin", year.agreed_margin, sentence, "insurer.margin", "insurer.margin_cap", **values)
    teller.money("loss_limit", year.loss_limit, "loss_limit", "insurer.loss_rate_limit", product=limit)
    if year.loss:
        _tell_loss(teller, trace, of_premium)
    else:
        _tell_surplus(teller, trace, of_premium)
    returned = (("−", year.payout_returned), ("−", year.returned_to_fund), ("+", year.loss_borne_by_fund))
    # of what few contracts have, a zero says nothing
    parts = [f"{sign} {yuan(fen)}" for sign, fen in returned[0 if year.payout_returned else 1 :]]
    pays, result = yuan(year.fund_pays), yuan(year.insurer_result)
    teller.money("fund_pays", year.fund_pays, "fund_pays", of_premium, sum=" ".join([premium, *parts]))
    parts = [f"− {yuan(fen)}" for fen in (year.fees, year.to_reserve) if fen]
    teller.money(
        "insurer_result", year.insurer_result, "insurer_result", of_premium, sum=" ".join([pays, f"− {claims}", *parts])
    )
    told = teller.say("insurer", year=trace.year, pays=pays, claims=claims, result=result)
    return Account(told, teller.steps)


def _margin(terms: InsurerTerms) -> int:
    return min(terms.margin_ratio, terms.margin_cap)


def _tell_fees(teller: Teller, trace: InsurerTrace) -> None:
    terms, year = trace.terms, trace.result
    if terms.fee_cap or year.fees:
        of_fees = "insurer.fee_cap"
        teller.money("fees", year.fees, "fees", of_fees)
        teller.money("fee_limit", year.fee_limit, "fee_limit", of_fees, product=product(year.premium, terms.fee_cap))
        fees, limit = yuan(year.fees), yuan(year.fee_limit)
        teller.money("fees_counted", year.fees_counted, "fees_counted", of_fees, fees=fees, limit=limit)
    if terms.least_payout:
        least = product(year.premium, terms.least_payout)
        teller.money("least_payout", year.least_payout, "least_payout", "insurer.least_payout", product=least)


def _spent(trace: InsurerTrace) -> str:
    """Return what the claims and the fees that count come to, as a part of a difference."""
    year = trace.result
    return f"{yuan(year.claims)} − {yuan(year.fees_counted)}" if year.fees_counted else yuan(year.claims)


def _tell_surplus(teller: Teller, trace: InsurerTrace, of_premium: str) -> None:
    terms, year = trace.terms, trace.result
    of_margin, to_fund = "insurer.margin", "insurer.surplus_to_fund"
    teller.money("surplus", year.surplus, "surplus", of_premium, premium=yuan(year.premium), claims=_spent(trace))
    left = yuan(year.surplus - year.payout_returned)
    if terms.least_payout:
        lacking = f"{yuan(year.least_payout)} − {yuan(year.claims)}"
        sentence = "payout_returned" if year.payout_returned else "payout_enough"
        values = {"lacking": lacking, "surplus": yuan(year.surplus)}
        teller.money("payout_returned", year.payout_returned, sentence, "insurer.least_payout", **values)
    margin = yuan(year.agreed_margin)
    teller.money("margin_kept", year.margin_kept, "margin_kept", of_margin, surplus=left, margin=margin)
    above, kept = year.surplus_above_margin, yuan(year.margin_kept)
    teller.money("surplus_above_margin", above, "surplus_above_margin", of_margin, surplus=left, kept=kept)
    if terms.reserve_cap:
        most = product(year.premium, terms.reserve_cap)
        teller.money("to_reserve", year.to_reserve, "to_reserve", "insurer.reserve_cap", above=yuan(above), most=most)
    sentence = "returned_to_fund" if terms.surplus_to_fund else "not_returned"
    teller.money("returned_to_fund", year.returned_to_fund, sentence, to_fund)


def _tell_loss(teller: Teller, trace: InsurerTrace, of_premium: str) -> None:
    terms, year = trace.terms, trace.result
    loss, limit, shared = yuan(year.loss), yuan(year.loss_limit), yuan(year.loss_shared)
    of_limit, of_fund = "insurer.loss_rate_limit", "insurer.loss_share_fund"
    spent = f"{yuan(year.claims)} + {yuan(year.fees_counted)}" if year.fees_counted else yuan(year.claims)
    teller.money("loss", year.loss, "loss", of_premium, premium=yuan(year.premium), claims=spent)
    teller.money("loss_shared", year.loss_shared, "loss_shared", of_limit, loss=loss, limit=limit)
    teller.money("loss_above_limit", year.loss_above_limit, "loss_above_limit", of_limit, loss=loss, shared=shared)
    share = product(year.loss_shared, terms.loss_share_fund)
    teller.money("loss_borne_by_fund", year.loss_borne_by_fund, "loss_borne_by_fund", of_fund, product=share)
    fund = yuan(year.loss_borne_by_fund)
    teller.money(
        "loss_borne_by_insurer", year.loss_borne_by_insurer, "loss_borne_by_insurer", of_fund, loss=loss, fund=fund
    )
