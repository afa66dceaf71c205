"""Bills are possible: who, when, where, why, and how much."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tongchou.city import City, Encounter, Line, Resident, make_city, tables
from tongchou.city.bills import totals
from tongchou.city.model import line_amount
from tongchou.rules.codes import DELIVERIES, EXCLUSIONS, FILINGS_OUT_OF_AREA, KINDS

NEW_YEAR = date(2024, 1, 1)
YEAR_END = date(2024, 12, 31)


def admission(encounter: Encounter) -> date:
    return encounter.admitted or encounter.discharged


def of_kind(city: City, kind: str) -> list[Encounter]:
    return [encounter for encounter in city.encounters if encounter.kind == kind]


def test_bills_are_numbered_in_the_order_of_settling(city: City) -> None:
    assert [e.identifier for e in city.encounters] == [f"E{n:06d}" for n in range(1, len(city.encounters) + 1)]
    assert all(a.discharged <= b.discharged for a, b in pairwise(city.encounters))


def test_every_kind_of_the_contract_occurs(city: City) -> None:
    assert {encounter.kind for encounter in city.encounters} == set(KINDS)
    assert {encounter.delivery for encounter in city.encounters} >= set(DELIVERIES) - {"difficult"}
    assert {encounter.filing for encounter in city.encounters} == set(FILINGS_OUT_OF_AREA)
    assert {encounter.excluded for encounter in city.encounters} == {"", *EXCLUSIONS}
    assert any(encounter.third_party_share for encounter in city.encounters)
    assert any(encounter.babies == 2 for encounter in city.encounters)
    lines = [line for encounter in city.encounters for line in encounter.lines]
    assert {line.medical_class for line in lines} == {"A", "B", "C"}
    assert {line.item for line in lines} == {"drug", "service", "consumable"}
    assert any(line.excluded for line in lines)
    assert any(line.amount < 0 for line in lines)
    assert any(line.day for line in lines)
    assert any(line.self_first_ratio for line in lines)


def test_what_a_bill_refers_to_exists(city: City, people: dict[str, Resident]) -> None:
    institutions = {institution.code: institution for institution in city.institutions}
    diagnoses, operations = tables.diagnoses(), tables.operations()
    diseases = {disease.code for disease in tables.chronic_diseases()}
    keys = {drug.key for drug in tables.drugs()} | {service.key for service in tables.services()}
    keys |= {consumable.key for consumable in tables.consumables()}
    for encounter in city.encounters:
        assert encounter.person in people
        assert encounter.diagnosis in diagnoses
        assert encounter.operation in {"", *operations}
        assert encounter.disease in {"", *diseases}
        assert (encounter.provider == "") == (encounter.excluded == "abroad")
        if encounter.provider:
            institution = institutions[encounter.provider]
            assert (institution.level, institution.place) == (encounter.provider_level, encounter.place)
        assert {line.code for line in encounter.lines} <= {"", *keys, *operations}


def test_dates_are_possible(city: City, people: dict[str, Resident]) -> None:
    for encounter in city.encounters:
        resident = people[encounter.person]
        admitted = admission(encounter)
        assert resident.birth <= admitted <= encounter.discharged <= (resident.death or date.max)
        assert (encounter.admitted is not None) == (encounter.kind in ("inpatient", "maternity"))
        assert encounter.discharged >= NEW_YEAR
        assert encounter.discharged <= YEAR_END or (encounter.stay and admitted == date(2025, 1, 1))
        assert all(admitted <= line.day <= encounter.discharged for line in encounter.lines if line.day)


def test_nobody_is_in_two_places_at_once(city: City) -> None:
    days: dict[str, list[Encounter]] = {}
    for encounter in city.encounters:
        if encounter.kind == "inpatient" or (encounter.kind == "maternity" and encounter.delivery != "antenatal"):
            days.setdefault(encounter.person, []).append(encounter)
    for stays in days.values():
        for before, after in pairwise(sorted(stays, key=lambda e: (admission(e), e.discharged))):
            if after.transfer_from:
                assert before.discharged <= admission(after)
            else:
                assert before.discharged < admission(after)
    for encounter in city.encounters:
        if encounter.kind not in ("inpatient", "maternity"):
            for stay in days.get(encounter.person, ()):
                assert not admission(stay) <= encounter.discharged <= stay.discharged


def test_a_diagnosis_fits_age_and_sex(city: City, people: dict[str, Resident]) -> None:
    for encounter in city.encounters:
        diagnosis, resident = tables.diagnoses()[encounter.diagnosis], people[encounter.person]
        age = resident.age(admission(encounter))
        assert diagnosis.sex in ("", resident.sex)
        assert diagnosis.age_from <= age <= diagnosis.age_to + 1
        if diagnosis.use == "newborn":
            assert (admission(encounter) - resident.birth).days <= 28
        elif diagnosis.use == "delivery":
            assert encounter.kind == "maternity"
        elif diagnosis.use == "antenatal":
            assert encounter.kind == ("maternity" if encounter.discharged >= date(2024, 7, 1) else "outpatient")


def test_mothers_deliver_when_their_babies_are_born(city: City) -> None:
    births = {birth.mother: birth for birth in city.births}
    deliveries = [e for e in of_kind(city, "maternity") if e.delivery != "antenatal"]
    assert sorted(e.person for e in deliveries) == sorted(births)
    for encounter in deliveries:
        birth = births[encounter.person]
        assert admission(encounter) <= birth.day <= encounter.discharged
        assert encounter.babies == len(birth.babies)
    for encounter in of_kind(city, "maternity"):
        if encounter.delivery == "antenatal":
            assert encounter.babies == 0
            assert encounter.discharged < births[encounter.person].day


def test_transfers_follow_on_to_another_hospital(city: City) -> None:
    bills = {encounter.identifier: encounter for encounter in city.encounters}
    linked = [encounter for encounter in city.encounters if encounter.transfer_from]
    assert linked
    for encounter in linked:
        before = bills[encounter.transfer_from]
        assert before.person == encounter.person
        assert before.kind == encounter.kind == "inpatient"
        assert admission(encounter) - before.discharged in (timedelta(0), timedelta(days=1))
        assert before.provider_level != encounter.provider_level
        assert before.identifier < encounter.identifier
    assert len({encounter.transfer_from for encounter in linked}) == len(linked)


def test_a_stay_over_the_end_of_the_year_has_two_parts(city: City) -> None:
    stays: dict[str, list[Encounter]] = {}
    for encounter in city.encounters:
        if encounter.stay:
            stays.setdefault(encounter.stay, []).append(encounter)
    assert stays
    for first, second in stays.values():
        assert (first.person, first.provider, first.diagnosis) == (second.person, second.provider, second.diagnosis)
        assert (first.discharged, second.admitted) == (YEAR_END, date(2025, 1, 1))


def test_filing_is_asked_for_outside_only(city: City, people: dict[str, Resident]) -> None:
    for encounter in city.encounters:
        if encounter.place == "local":
            assert encounter.filing == "none"
        if encounter.filing == "residence":
            assert people[encounter.person].place == encounter.place


def test_filed_care_is_for_those_who_filed(city: City, people: dict[str, Resident]) -> None:
    early = 0
    for encounter in city.encounters:
        filings = people[encounter.person].filings
        if encounter.kind in ("chronic_1", "chronic_2"):
            (filing,) = (f for f in filings if (f.kind, f.disease) == (encounter.kind, encounter.disease))
            assert encounter.discharged >= filing.first.replace(day=1)
            early += encounter.discharged < filing.first
        elif encounter.kind == "two_disease":
            assert any(filing.kind in ("hypertension", "diabetes") for filing in filings)
            assert not encounter.disease
        else:
            assert not encounter.disease
    assert early < len(city.encounters) // 500


def check_line(line: Line) -> None:
    assert (line.quantity is None) == (line.unit_price is None)
    if line.quantity is not None and line.unit_price is not None:
        assert line.unit_price > 0
        assert line.amount == line_amount(line.quantity, line.unit_price)
        assert line.amount * line.quantity > 0
    else:
        assert line.amount > 0
        assert line.price_limit is None
    assert line.price_limit is None or line.price_limit > 0
    assert line.self_first_ratio is None or (0 < line.self_first_ratio <= 10_000 and line.medical_class == "B")
    assert line.excluded in {"", *EXCLUSIONS}
    assert line.name


def test_lines_are_whole_and_sums_are_never_negative(city: City) -> None:
    for encounter in city.encounters:
        assert (encounter.totals is None) != (encounter.lines == ())
        for line in encounter.lines:
            check_line(line)
        found = encounter.totals or totals(list(encounter.lines))
        assert min(found.own_expense, found.over_limit, found.self_first) >= 0
        assert found.total == encounter.total
        assert found.own_expense + found.over_limit + found.self_first <= found.total
        assert 0 < found.total < 10**8
    for encounter in city.encounters:
        if encounter.third_party_share:
            assert encounter.lines
            assert 0 < encounter.third_party_share < 10_000


def test_a_ward_is_charged_for_the_days_of_the_stay(city: City) -> None:
    for encounter in city.encounters:
        days = max(1, (encounter.discharged - admission(encounter)).days)
        for line in encounter.lines:
            if line.price_limit:
                assert line.quantity is not None
                assert line.quantity <= (days + bool(encounter.stay)) * 10_000


def test_operations_are_not_done_where_nobody_operates(city: City) -> None:
    assert not [e for e in city.encounters if e.operation and e.provider_level in ("primary", "pharmacy")]
    assert any(e.operation for e in city.encounters)


@pytest.mark.parametrize(("year", "seed"), [(2023, 5), (2025, 6), (2027, 7)])
def test_another_year_is_possible_too(year: int, seed: int) -> None:
    city = make_city(250, year, seed)
    assert {encounter.discharged.year for encounter in city.encounters} <= {year, year + 1}
    for resident in city.residents:
        for period in resident.coverage:
            assert year - 2 <= period.first.year <= year + 1
