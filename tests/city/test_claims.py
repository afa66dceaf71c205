"""Bills of a city at scale are possible: who, when, where, why and how much."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.city.claimed import claims_of, frame_of
from tests.city.peopled import people_of
from tongchou.city import schema, tables
from tongchou.city.catalogue import NEWBORN_DAYS, catalogue
from tongchou.city.claims import Care
from tongchou.city.providers import providers
from tongchou.rules.codes import DELIVERIES, EXCLUSIONS, FILINGS_OUT_OF_AREA, KINDS, LEVELS, PLACES

SIZE, FIRST, LAST = 9_000, 2024, 2025


@pytest.fixture(scope="module", params=[1, 2])
def bills(request: pytest.FixtureRequest) -> pl.DataFrame:
    return frame_of(SIZE, FIRST, LAST, request.param)


def none(frame: pl.DataFrame, condition: pl.Expr) -> None:
    """No row is so; the first that is stands in the message."""
    wrong = frame.filter(condition)
    assert wrong.is_empty(), wrong.row(0, named=True)


def test_tables_have_the_columns_of_the_contract() -> None:
    for table in claims_of(SIZE, FIRST, LAST):
        assert table.schema.equals(schema.CLAIMS)
        table.validate(full=True)
        for field in schema.CLAIMS:
            assert field.nullable or table[field.name].null_count == 0, field.name


def test_bills_are_in_the_order_of_settling(bills: pl.DataFrame) -> None:
    for year in (FIRST, LAST):
        of_year = bills.filter(pl.col("discharged").dt.year() == year).select("person_id", "discharged", "encounter_id")
        assert of_year.equals(of_year.sort("person_id", "discharged", "encounter_id"))
    assert bills["encounter_id"].is_unique().all()
    first_rows = claims_of(SIZE, FIRST, LAST)[0]["discharged"].to_pylist()
    assert {day.year for day in first_rows} == {FIRST}


def test_every_word_of_the_contract_occurs(bills: pl.DataFrame) -> None:
    assert set(bills["kind"]) == set(KINDS)
    assert set(bills["provider_level"]) == set(LEVELS)
    assert set(bills["place"]) == set(PLACES)
    assert set(bills["filing"]) == set(FILINGS_OUT_OF_AREA)
    assert set(bills["delivery"].drop_nulls()) == set(DELIVERIES)
    assert set(bills["excluded"].drop_nulls()) <= set(EXCLUSIONS)
    assert len(set(bills["excluded"].drop_nulls())) >= 3
    assert bills.filter(~pl.col("covered")).height


def test_nobody_is_treated_before_birth_or_after_death(bills: pl.DataFrame) -> None:
    admitted = pl.coalesce("admitted", "discharged")
    none(bills, (admitted < pl.col("birth")) | (pl.col("discharged") > pl.col("death").fill_null(date.max)))
    none(bills, admitted > pl.col("discharged"))
    none(bills, pl.col("admitted").is_null() & pl.col("kind").is_in(["inpatient", "maternity"]))


def stays(bills: pl.DataFrame) -> pl.DataFrame:
    inside = (pl.col("kind") == "inpatient") | pl.col("delivery").is_in(DELIVERIES[:3])
    return bills.filter(inside).sort("person_id", "admitted", "discharged", "encounter_id")


def test_no_stays_of_a_person_overlap_but_on_the_day_of_a_transfer(bills: pl.DataFrame) -> None:
    before = stays(bills).with_columns(
        pl.col("discharged", "encounter_id").shift(1).over("person_id").name.prefix("last_")
    )
    later = before.filter(pl.col("last_discharged").is_not_null())
    none(later, pl.col("admitted") < pl.col("last_discharged"))
    none(
        later,
        (pl.col("admitted") == pl.col("last_discharged"))
        & (pl.col("transfer_from").fill_null("") != pl.col("last_encounter_id")),
    )


def test_nobody_sees_a_doctor_during_a_stay(bills: pl.DataFrame) -> None:
    visits = bills.filter(~pl.col("kind").is_in(["inpatient", "maternity"])).sort("discharged")
    spans = stays(bills).select("person_id", "admitted", pl.col("discharged").alias("until")).sort("admitted")
    during = visits.select("person_id", pl.col("discharged").alias("day")).join_asof(
        spans, left_on="day", right_on="admitted", by="person_id", strategy="backward", check_sortedness=False
    )
    none(during, pl.col("until") >= pl.col("day"))


def test_transfers_lead_on_from_a_stay_that_ended_the_same_day_or_the_day_before(bills: pl.DataFrame) -> None:
    ends = bills.select(
        pl.col("encounter_id").alias("transfer_from"),
        pl.col("person_id", "discharged", "kind", "provider_level", "diagnosis").name.prefix("from_"),
    )
    moved = bills.filter(pl.col("transfer_from").is_not_null())
    assert moved.height >= 20
    found = moved.join(ends, on="transfer_from")
    assert found.height == moved.height
    assert found["transfer_from"].is_unique().all()
    gap = (pl.col("admitted") - pl.col("from_discharged")).dt.total_days()
    none(found, (pl.col("person_id") != pl.col("from_person_id")) | ~gap.is_in([0, 1]))
    none(found, (pl.col("diagnosis") != pl.col("from_diagnosis")) | (pl.col("from_kind") != "inpatient"))
    none(found, pl.col("provider_level") == pl.col("from_provider_level"))
    none(found, pl.col("transfer_from") >= pl.col("encounter_id"))


def test_a_stay_over_the_end_of_a_year_has_two_parts_of_one_name(bills: pl.DataFrame) -> None:
    split = bills.filter(pl.col("stay").is_not_null() & (pl.col("discharged") <= date(FIRST, 12, 31)))
    second = bills.filter(pl.col("stay").is_in(split["stay"].to_list()) & (pl.col("admitted") == date(LAST, 1, 1)))
    assert split.height >= 5
    assert split["stay"].is_unique().all()
    none(split, pl.col("discharged") != date(FIRST, 12, 31))
    both = split.join(second, on="stay", suffix="_2")
    assert both.height == split.height == second.height
    for name in ("person_id", "provider", "diagnosis", "place", "filing", "provider_level"):
        none(both, pl.col(name) != pl.col(f"{name}_2"))


def test_a_diagnosis_fits_age_and_sex(bills: pl.DataFrame) -> None:
    known = pl.DataFrame(
        [(d.code, d.sex, d.age_from, d.age_to, d.use) for d in tables.diagnoses().values()],
        schema=["diagnosis", "only", "age_from", "age_to", "use"],
        orient="row",
    )
    asked = bills.filter(pl.col("disease").is_null() & pl.col("kind").is_in(["inpatient", "outpatient"]))
    found = asked.join(known, on="diagnosis", how="left")
    assert found["use"].null_count() == 0
    none(found, (pl.col("only") != "") & (pl.col("only") != pl.col("sex")))
    day = pl.coalesce("admitted", "discharged")
    days = (day - pl.col("birth")).dt.total_days()
    first_stay = pl.col("transfer_from").is_null() & (pl.col("stay").is_null() | (day.dt.month() != 1))
    none(found, (pl.col("use") == "newborn") & (days > NEWBORN_DAYS) & first_stay)
    drawn = found.filter((pl.col("use") == "general") & (pl.col("kind") == "outpatient") & pl.col("excluded").is_null())
    none(drawn, (days + 1 < pl.col("age_from") * 365) | (days > (pl.col("age_to").clip(95) + 1) * 366))


def test_operations_are_done_for_their_diagnosis_where_there_is_a_theatre(bills: pl.DataFrame) -> None:
    operated = bills.filter(pl.col("operations").is_not_null())
    assert operated.height >= 200
    none(operated, pl.col("provider_level").is_in(["primary", "pharmacy"]))
    diagnoses = tables.diagnoses()
    for diagnosis, operations, group in operated.select("diagnosis", "operations", "adrg").iter_rows():
        row = diagnoses[diagnosis]
        (operation,) = operations
        assert (operation, group) in [
            (code, of_it) for (code, _), of_it in zip(row.operations, row.groups, strict=True)
        ]


def test_nobody_gets_the_negotiated_drug_of_a_disease_twice_on_one_day(bills: pl.DataFrame) -> None:
    given = bills.filter(pl.col("kind") == "negotiated_drug")
    assert given.height >= 20
    assert not given.select("person_id", "discharged", "diagnosis").is_duplicated().any()


def test_small_hospitals_leave_grave_operations_to_larger_ones(bills: pl.DataFrame) -> None:
    small = bills.filter(pl.col("operations").is_not_null() & (pl.col("provider_level") == "level1"))
    assert small.height >= 10
    known = catalogue()
    grave = {code for code, is_so in zip(known.operation_codes, known.grave.tolist(), strict=True) if is_so}
    assert grave >= {"36.0700", "32.4100", "35.2401"}
    assert not grave & {code for codes in small["operations"].to_list() for code in codes}


def test_an_operation_makes_a_stay_dearer_and_leaves_the_mean_of_its_diagnosis() -> None:
    known = catalogue()
    share = np.diff(known.operation_limit, axis=1, prepend=0)
    share = np.concatenate((share, 10_000 - share.sum(axis=1, keepdims=True)), axis=1)
    mean = (share * known.cost_with).sum(axis=1) // 10_000
    assert (np.abs(mean - known.stay_cost) <= 4).all()
    assert (known.cost_with.min(axis=1) == known.cost_with[:, -1]).all()


def test_every_stay_has_its_group_and_nothing_else_has(bills: pl.DataFrame) -> None:
    inside = (pl.col("kind") == "inpatient") | pl.col("delivery").is_in(DELIVERIES[:3])
    none(bills, pl.col("adrg").is_null() & inside)
    none(bills, pl.col("adrg").is_not_null() & ~inside)
    plain = bills.filter(pl.col("adrg").is_not_null() & pl.col("operations").is_null())
    groups = {code: row.group for code, row in tables.diagnoses().items()}
    # the second part of a stay whose diagnosis is always operated keeps the group of the first
    assert all(groups[code] in ("", group) for code, group in plain.select("diagnosis", "adrg").iter_rows())


def test_providers_are_of_the_level_and_place_of_the_bill(bills: pl.DataFrame) -> None:
    known = pl.DataFrame(providers().table).with_columns(pl.col(pl.Categorical).cast(pl.String))
    at = bills.filter(pl.col("excluded").fill_null("") != "abroad").join(
        known, left_on="provider", right_on="code", how="left", suffix="_of"
    )
    none(at, (pl.col("level").is_null()) | (pl.col("level") != pl.col("provider_level")))
    none(at, pl.col("place_of") != pl.col("place"))
    none(bills, (pl.col("provider") == "") != (pl.col("excluded").fill_null("") == "abroad"))
    near = at.filter((pl.col("place") == "local") & (pl.col("provider_level") == "primary"))
    assert near.filter(pl.col("area") == pl.col("home_county")).height == near.height


def test_filing_is_read_outside_the_city_only(bills: pl.DataFrame) -> None:
    none(bills, (pl.col("place") == "local") & (pl.col("filing") != "none"))
    none(bills, (pl.col("filing") == "residence") & (pl.col("home") != pl.col("place")))
    none(bills, pl.col("county") != pl.col("home_county"))


def test_bills_for_filed_diseases_have_their_filing_but_for_a_few_just_before_it(bills: pl.DataFrame) -> None:
    filed = pl.concat(
        pl.DataFrame(people_of(SIZE, FIRST, LAST, seed).filings).with_columns(pl.col(pl.Categorical).cast(pl.String))
        for seed in (1, 2)
        if frame_of(SIZE, FIRST, LAST, seed) is bills
    )
    chronic = bills.filter(pl.col("kind").is_in(["chronic_1", "chronic_2"]))
    found = chronic.join(filed, on=["person_id", "disease", "diagnosis"], how="left")
    none(found, pl.col("first").is_null())
    early = found.filter(pl.col("discharged") < pl.col("first"))
    assert 0 < early.height < chronic.height // 100
    none(early, (pl.col("first") - pl.col("discharged")).dt.total_days() > 3)
    none(early, (pl.col("kind") == "chronic_2") & (pl.col("chronic_2_filings") > 0))
    none(early, (pl.col("kind") == "chronic_1") & pl.col("chronic_1"))
    none(found.filter(pl.col("discharged") >= pl.col("first")), (pl.col("kind") == "chronic_1") & ~pl.col("chronic_1"))
    two = bills.filter(pl.col("kind") == "two_disease")
    assert two.filter(pl.col("hypertension") | pl.col("diabetes")).height > two.height * 99 // 100
    none(two, pl.col("disease").is_not_null())


def test_mothers_deliver_when_their_babies_are_born(bills: pl.DataFrame) -> None:
    seed = next(seed for seed in (1, 2) if frame_of(SIZE, FIRST, LAST, seed) is bills)
    people = people_of(SIZE, FIRST, LAST, seed)
    names = people.residents["person_id"].to_pylist()
    due = {
        (names[mother], (np.datetime64("1970-01-01") + int(day)).item()): babies
        for mother, day, babies in zip(*people.deliveries, strict=True)
    }
    births = bills.filter(pl.col("delivery").is_in(DELIVERIES[:3]))
    assert births.height == len(due)
    left = dict(due)
    for person, admitted, discharged, babies in births.select(
        "person_id", "admitted", "discharged", "babies"
    ).iter_rows():
        (day,) = [d for p, d in left if p == person and admitted <= d <= discharged]
        assert left.pop((person, day)) == babies
    none(bills, (pl.col("babies") > 0) & ~pl.col("delivery").is_in(DELIVERIES[:3]))


def test_the_parts_of_a_bill_are_within_it(bills: pl.DataFrame) -> None:
    parts = ("own_expense", "over_limit", "self_first")
    none(bills, pl.min_horizontal(*parts) < 0)
    none(bills, (pl.sum_horizontal(*parts) > pl.col("total")) | (pl.col("total") <= 0))
    none(bills, pl.col("total") > 10**9)


def test_cover_is_that_of_the_day_of_discharge(bills: pl.DataFrame) -> None:
    seed = next(seed for seed in (1, 2) if frame_of(SIZE, FIRST, LAST, seed) is bills)
    cover = pl.DataFrame(people_of(SIZE, FIRST, LAST, seed).coverage).select("person_id", "first", "last", "year")
    found = (
        bills.with_columns(pl.col("discharged").dt.year().cast(pl.Int16).alias("year"))
        .join(cover, on=["person_id", "year"], how="left")
        .with_columns(pl.col("discharged").is_between("first", "last").fill_null(False).alias("held"))
    )
    assert found.height == bills.height
    none(found, pl.col("held") != pl.col("covered"))


def test_years_without_a_claim_follow_from_the_bills(bills: pl.DataFrame) -> None:
    counted = bills.group_by("person_id", pl.col("discharged").dt.year().alias("year")).agg(
        pl.col("zero_claim_years").unique(), pl.col("kind").ne("outpatient").any().alias("stayed")
    )
    none(counted, pl.col("zero_claim_years").list.len() > 1)
    both = counted.filter(pl.col("year") == FIRST).join(
        counted.filter(pl.col("year") == LAST), on="person_id", suffix="_2"
    )
    step = pl.col("zero_claim_years_2").list.first() - pl.col("zero_claim_years").list.first()
    none(both, ~step.is_in([0, 1]))
    assert both.filter(step == 1).height


def test_the_same_city_on_any_number_of_cores() -> None:
    people = people_of(SIZE, FIRST, LAST)
    for one, three in zip(claims_of(SIZE, FIRST, LAST), claims_of(SIZE, FIRST, LAST, 1, 3), strict=True):
        assert one.equals(three)
    again = next(iter(Care(people, 1).year(0)))
    other = next(iter(Care(people, 2).year(0)))
    assert again["total"].equals(claims_of(SIZE, FIRST, LAST)[0]["total"])
    assert not other["total"].equals(again["total"])
