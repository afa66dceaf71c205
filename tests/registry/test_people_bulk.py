"""People in bulk: the same as one by one, all or nothing, each wrong row with its own reason."""

import threading
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from tests.registry.conftest import TODAY, Network
from tests.registry.people import resident_id
from tongchou.registry.actions import people_bulk
from tongchou.registry.actions.people import Particulars, change_particulars, register_person
from tongchou.registry.actions.people_bulk import Outcome, register_people
from tongchou.registry.actions.sealing import seal
from tongchou.registry.audit import canonical, canonical_column, column_digests, digested_columns, row_digest
from tongchou.registry.bulk_checks import BadRow, check_people
from tongchou.registry.documents import check_character
from tongchou.registry.initials import initials_of, initials_of_all
from tongchou.registry.models import (
    AuditRow,
    Event,
    IdentityDocument,
    Person,
    PersonFact,
    Residence,
)
from tongchou.registry.queries.audit import verify
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import NotAllowed
from tongchou.registry.secrets import key_ring

pytestmark = pytest.mark.both

VILLAGE, OTHER_VILLAGE, ELSEWHERE = "510403001001", "510403001002", "510421100201"
BIRTH = date(1961, 4, 2)


def table(count: int = 5, first: int = 0, area: str = VILLAGE, **columns: list) -> dict[str, list]:
    days = [BIRTH + timedelta(days=number) for number in range(first, first + count)]
    return {
        "name": [f"王{chr(0x4E00 + number % 900)}明" for number in range(first, first + count)],
        "document": [resident_id(day, 1) for day in days],
        "area": [area] * count,
        **columns,
    }


def register(network: Network, people: dict[str, list], who: str = "county_clerk", **options: Any) -> Outcome:
    return register_people(actor=network.actor(who), day=TODAY, table=people, source="户籍数据", **options)


def said(row: Any) -> dict[str, Any]:
    """A row apart from its keys, its act and its cipher."""
    left_out = {"id", "act_id", "person_id", "cipher", "serial", "county_id"}
    fields = [field.attname for field in row._meta.concrete_fields if field.attname not in left_out]
    values = {name: getattr(row, name) for name in fields}
    return {name: bytes(value) if name == "blind" else value for name, value in values.items()}


def everything(person: Person) -> list[dict[str, Any]]:
    models = (PersonFact, IdentityDocument, Residence)
    rows = [said(row) for model in models for row in model._base_manager.filter(person_id=person.pk)]
    return [said(person), {"county": person.county_id}, *rows]


def test_a_table_makes_the_people_that_single_registrations_make(network: Network) -> None:
    births = [date(2024, 2, 29), date(1961, 4, 2), date(1999, 12, 31), date(1988, 8, 8)]
    old = f"999900{births[2]:%y%m%d}003"
    people: dict[str, list] = {
        "name": ["阿·买提", " 单 于 ", "欧阳明", "Anna Lee"],
        "document": [resident_id(births[0], 2), resident_id(births[1], 3).lower(), old, "E1234567"],
        "document_kind": ["", "resident_id", "", "passport"],
        "sex": ["F", "", "", "F"],
        "birth": [births[0], None, births[2], births[3]],
        "area": [VILLAGE, VILLAGE, OTHER_VILLAGE, "510403"],
        "address": ["一组\t12号", "", "a\\b\n二组", ""],
    }
    found = register(network, people, chunk=3)
    assert (found.registered, found.refused) == (4, [])
    in_bulk = {person.name: everything(person) for person in Person.objects.all()}
    documents = {document.person.name: document for document in IdentityDocument.objects.select_related("person")}
    assert key_ring().decrypt(bytes(documents["欧阳明"].cipher), documents["欧阳明"].pk) == resident_id(births[2], 3)

    # the same people once more under other numbers are compared through what the single act is told
    for name, rows in in_bulk.items():
        place = [" ".join(each.split()) for each in people["name"]].index(name)
        birth, kind = people["birth"][place], people["document_kind"][place] or "resident_id"
        number = people["document"][place]
        other = _other_number(number, kind)
        person = register_person(
            actor=network.actor("county_clerk"),
            day=TODAY,
            area=network.area(people["area"][place]),
            particulars=Particulars(
                name=people["name"][place],
                document_kind=kind,
                document=other,
                sex=people["sex"][place],
                birth=birth if isinstance(birth, date) else None,
                address=people["address"][place],
                source="户籍数据",
            ),
        )
        assert _apart_from_number(everything(person)) == _apart_from_number(rows)


def _other_number(number: str, kind: str) -> str:
    if kind == "passport":
        return "E7654321"
    if len(number) == 15:
        return number[:12] + "005"
    body = number[:14] + f"{int(number[14:17]) + 2:03d}"
    return body + check_character(body)


def _apart_from_number(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in ("blind", "masked")} for row in rows]


def test_one_audit_row_and_one_event_for_each_chunk_and_the_audit_verifies(network: Network) -> None:
    people = {name: [*table(5)[name], *table(4, 5, ELSEWHERE)[name]] for name in table()}
    found = register(network, people, "city_clerk", chunk=3)
    assert (found.registered, len(found.acts)) == (9, 4)
    acts = AuditRow.objects.filter(pk__in=found.acts)
    assert sorted(acts.values_list("area", flat=True)) == ["510403", "510403", "510421", "510421"]
    for event in Event.objects.filter(kind="people.registered"):
        assert Person.objects.filter(act_id=event.act_id).count() == int(event.payload.split('"persons":')[1][0])
    assert not any(number in act.content for act in acts for number in people["document"])
    seal()
    assert list(verify()) == []


def test_the_audit_names_a_person_changed_behind_its_back(network: Network) -> None:
    register(network, table(4))
    seal()
    victim = Residence.objects.order_by("pk")[2]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE registry_residence DISABLE TRIGGER registry_residence_kept")
        else:
            cursor.execute("DROP TRIGGER registry_residence_kept")
        cursor.execute("UPDATE registry_residence SET address = 'x' WHERE id = %s", [victim.pk])
    assert [(each.table, each.key) for each in verify()] == [("registry.residence", str(victim.pk))]


def test_the_same_table_twice_changes_nothing(network: Network) -> None:
    register(network, table(5))
    before = AuditRow.objects.count()
    again = register(network, table(7))
    assert (again.registered, again.already, again.refused) == (2, 5, [])
    assert AuditRow.objects.count() == before + 1
    assert register(network, table(7)).already == 7
    assert AuditRow.objects.count() == before + 1
    assert Person.objects.count() == 7


WRONG = [
    ("name", "", "name", "没有填姓名"),
    ("name", "王" * 51, "name", "姓名超过"),
    ("name", "王2", "name", "数字或符号"),
    ("document", "", "document", "没有填证件号码"),
    ("document", "99990019610402", "document", "身份证号应为 18 位"),
    ("document", "٩٩٩٩٠٠١٩٦١٠٤٠٢٠٠١٢", "document", "身份证号应为 18 位"),
    ("document", resident_id(BIRTH, 9)[:17] + "%", "document", "身份证号应为 18 位"),
    ("document", "999900196113020018", "document", ""),
    ("area", "510403001009", "area", "不存在"),
    ("area", ELSEWHERE, "area", "无权"),
    ("document_kind", "library_card", "document", "没有证件类型"),
    ("document_kind", "passport", "document", "5 至 15 位"),
    ("sex", "F", "sex", "性别与证件号码不符"),
    ("birth", "1961-04-05", "birth", "出生日期与证件号码不符"),
    ("birth", "1961/4/2", "birth", "出生日期应写作"),
]


@pytest.mark.parametrize(("column", "value", "where", "reason"), WRONG)
def test_each_wrong_row_has_its_line_its_column_and_its_reason(
    network: Network, column: str, value: str, where: str, reason: str
) -> None:
    people = {**table(3), "document_kind": ["", "", ""], "sex": ["", "", ""], "birth": ["", "", ""]}
    people[column][1] = value
    found = register(network, people)
    assert [(bad.line, bad.column) for bad in found.refused] == [(2, where)]
    assert reason in found.refused[0].zh
    assert found.refused[0].en
    assert (found.registered, Person.objects.count()) == (0, 0)
    assert register(network, people, write_good=True).registered == 2


@pytest.mark.parametrize(
    ("sex", "birth", "where"), [("", "1988-08-08", "sex"), ("F", "", "birth"), ("F", "2026-03-03", "birth")]
)
def test_what_a_document_does_not_tell_has_to_be_stated(network: Network, sex: str, birth: str, where: str) -> None:
    people = {"name": ["Anna Lee"], "document": ["E1234567"], "document_kind": ["passport"], "area": [VILLAGE]}
    found = register(network, {**people, "sex": [sex], "birth": [birth]})
    assert [bad.column for bad in found.refused] == [where]


def with_check(body: str) -> str:
    return body + check_character(body)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (resident_id(BIRTH, 1)[:17] + ("0" if resident_id(BIRTH, 1)[17] != "0" else "1"), "校验位不符"),
        (with_check("99990019610231001"), "不是日期"),
        (with_check("99990019610002001"), "不是日期"),
        (with_check("99990000000101001"), "不是日期"),
        (with_check(f"999900{TODAY + timedelta(days=1):%Y%m%d}001"), "在办理日之后"),
        (with_check("99990019051231001"), "距今超过"),
    ],
)
def test_a_number_is_refused_as_in_a_single_registration(network: Network, number: str, reason: str) -> None:
    bad = register(network, {"name": ["王明"], "document": [number], "area": [VILLAGE]}).refused
    assert reason in bad[0].zh
    assert number not in bad[0].found
    with pytest.raises(Refused, match=reason):
        register_person(
            actor=network.actor("county_clerk"),
            day=TODAY,
            area=network.area(VILLAGE),
            particulars=Particulars("王明", "resident_id", number, source="x"),
        )


def test_a_number_twice_in_a_table_is_kept_once_and_the_later_line_named(network: Network) -> None:
    people = table(3)
    people["document"][2] = people["document"][0].replace("X", "x")
    found = register(network, people, write_good=True)
    assert [(bad.line, bad.column) for bad in found.refused] == [(3, "document")]
    assert "第 1 行" in found.refused[0].zh
    assert found.registered == 2


def test_a_number_registered_under_another_name_is_told_and_left_alone(network: Network) -> None:
    register(network, table(2))
    people = table(4)
    people["name"][1] = "李四"
    found = register(network, people)
    assert [(bad.line, "姓名不同" in bad.zh) for bad in found.refused] == [(2, True)]
    number = Person.objects.get(name=table(2)["name"][1]).number
    assert number in found.refused[0].zh
    assert Person.objects.count() == 2
    written = register(network, people, write_good=True)
    assert (written.registered, written.already, len(written.refused)) == (2, 1, 1)


def test_lines_are_those_of_the_clerks_file(network: Network) -> None:
    people = {**table(2), "line": [12, 13]}
    people["name"][1] = ""
    assert register(network, people).refused[0].line == 13


@pytest.mark.parametrize(
    "people",
    [
        {"name": ["王明"], "area": [VILLAGE]},
        {"name": ["王明"], "document": ["1"], "area": [VILLAGE], "phone": ["1"]},
        {"name": ["王明"] * 2, "document": ["1"] * 2, "area": [VILLAGE] * 2, "line": [3, 3]},
    ],
)
def test_a_table_of_another_form_is_refused_as_a_whole(network: Network, people: dict[str, list]) -> None:
    with pytest.raises(Refused):
        register(network, people)


def test_a_source_is_needed(network: Network) -> None:
    with pytest.raises(Refused, match="来源"):
        register_people(actor=network.actor("county_clerk"), day=TODAY, table=table(), source=" ")


def test_a_table_all_of_which_is_out_of_reach_is_refused_as_a_whole(network: Network) -> None:
    with pytest.raises(NotAllowed):
        register(network, table(3, area=ELSEWHERE), write_good=True)
    with pytest.raises(NotAllowed):
        register(network, table(3), "auditor", write_good=True)
    assert not Person.objects.exists()


def test_an_empty_table_does_nothing(network: Network) -> None:
    found = register(network, {"name": [], "document": [], "area": []})
    assert found == Outcome(0)


def test_a_township_registers_in_bulk_below_itself(network: Network) -> None:
    people = table(3)
    people["area"][1], people["area"][2] = OTHER_VILLAGE, ELSEWHERE
    found = register(network, people, "township_clerk", write_good=True)
    assert (found.registered, [bad.line for bad in found.refused]) == (2, [3])
    assert AuditRow.objects.get(pk=found.acts[0]).area == "510403"


class Killed(BaseException):
    pass


def test_a_crash_inside_a_chunk_leaves_none_of_it_and_the_table_goes_on(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = people_bulk.write_people
    calls = []

    def dies(*given: Any) -> list[int]:
        calls.append(1)
        keys = told(*given)
        if len(calls) == 2:
            raise Killed
        return keys

    monkeypatch.setattr(people_bulk, "write_people", dies)
    with pytest.raises(Killed):
        register(network, table(9), chunk=3, writers=0)
    left = (Person.objects.count(), PersonFact.objects.count(), IdentityDocument.objects.count())
    assert left == (3, 3, 3)
    assert Event.objects.filter(kind="people.registered").count() == 1
    monkeypatch.undo()
    again = register(network, table(9), chunk=3)
    assert (again.registered, again.already) == (6, 3)
    seal()
    assert list(verify()) == []


def test_two_tables_with_the_same_people_at_once_make_each_once(network: Network) -> None:
    if connection.vendor == "sqlite":
        connection.close()
    outcomes: list[Outcome] = []
    start = threading.Barrier(2)

    def run(first: int, reverse: bool) -> None:
        people = table(60, first)
        if reverse:
            people = {name: column[::-1] for name, column in people.items()}
        start.wait()
        outcomes.append(register(network, people, "city_clerk", chunk=20, writers=2))
        connections.close_all()

    threads = [threading.Thread(target=run, args=(0, False)), threading.Thread(target=run, args=(20, True))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 2
    assert Person.objects.count() == IdentityDocument.objects.count() == 80
    assert sum(each.registered for each in outcomes) == 80
    assert sum(each.already for each in outcomes) == 40
    seal()
    assert list(verify()) == []


def test_progress_reaches_the_end(network: Network) -> None:
    told: list[tuple[int, int]] = []
    register(network, table(7), chunk=2, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert (len(told), told[-1]) == (4, (7, 7))


def test_whoever_has_been_renamed_is_not_registered_again(network: Network) -> None:
    register(network, table(1))
    person = Person.objects.get()
    change_particulars(
        actor=network.actor("county_clerk"),
        day=TODAY,
        person=person,
        version=1,
        name="李新",
        sex="M",
        birth=person.birth,
        source="x",
    )
    again = register(network, table(1))
    assert (again.registered, len(again.refused)) == (0, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["王明", "王 明", "", "欧阳·娜", "王3", "a"]),
            st.one_of(
                st.dates(date(1890, 1, 1), date(2030, 12, 31)).map(lambda day: resident_id(day, day.day * 7)),
                st.text("0123456789Xx -", max_size=19),
                st.from_regex(r"\A9999(00|01)(19|20)\d{10}[0-9X]\Z"),
            ),
            st.sampled_from(["", "M", "F", "?"]),
            st.sampled_from(["", "1961-04-02", "x"]),
        ),
        max_size=12,
    )
)
def test_whole_columns_judge_as_single_rows_do(rows: list[tuple[str, str, str, str]]) -> None:
    from tongchou.registry.actions.people import checked_particulars
    from tongchou.registry.bulk_checks import _frame, _plain

    columns = {
        "name": pa.array([row[0] for row in rows], pa.string()),
        "document": pa.array([row[1] for row in rows], pa.string()),
        "sex": pa.array([row[2] for row in rows], pa.string()),
        "birth": pa.array([row[3] for row in rows], pa.string()),
        "area": pa.array([VILLAGE for _ in rows], pa.string()),
    }
    frame = _frame(columns)
    plain, births = _plain(frame, TODAY)
    for row, (name, document, sex, birth) in enumerate(rows):
        if not plain[row]:
            continue
        stated = date.fromisoformat(birth) if birth else None
        checked = checked_particulars(Particulars(name, "resident_id", document, sex, stated), TODAY)
        assert (checked[0], checked[1].number) == (name, document)
        assert (checked[3] - date(1970, 1, 1)).days == births[row]


def test_right_rows_are_recognised_by_whole_columns() -> None:
    from tongchou.registry.bulk_checks import _frame, _plain

    assert _plain(_frame(table(400)), TODAY)[0].all()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.one_of(TEXTS, st.none(), st.integers(), st.dates(), st.binary(max_size=5), st.booleans())))
def test_a_column_is_as_canonical_as_its_values(values: list[Any]) -> None:
    assert canonical_column(values, len(values)) == list(map(canonical, values))


@given(st.lists(st.tuples(TEXTS, st.dates(), st.none() | st.dates(), st.integers(1, 2**62)), min_size=1, max_size=8))
def test_digests_by_column_are_those_by_row(rows: list[tuple[str, date, date | None, int]]) -> None:
    facts = [
        PersonFact(
            id=key, person_id=key + 1, name=name, sex="F", birth=first, died_on=last, source=name, valid_from=first
        )
        for name, first, last, key in rows
    ]
    columns: dict[str, Any] = {name: [getattr(fact, name) for fact in facts] for name in digested_columns(PersonFact)}
    columns["sex"] = "F"
    assert column_digests(PersonFact, columns, len(facts)) == list(map(row_digest, facts))


@given(st.lists(st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF) | st.sampled_from("·aB单重长"))))
def test_initials_of_many_are_those_of_each(names: list[str]) -> None:
    assert initials_of_all(names) == list(map(initials_of, names))


def test_initials_of_phrases_are_read_as_phrases() -> None:
    names = ["重庆", "长孙重阳", "单于长安", "王重", "银行", "行走"]
    assert initials_of_all(names) == list(map(initials_of, names))


def test_checking_alone_writes_nothing(network: Network) -> None:
    checked = check_people(actor=network.actor("county_clerk"), day=TODAY, table=table(3))
    assert len(checked.people.line) == 3
    assert not Person.objects.exists()
    assert BadRow(1, "name", "", "没", "no") < BadRow(2, "area", "", "没", "no")


def test_a_township_finds_its_people_by_an_index(network: Network) -> None:
    from tongchou.registry.queries.people import people_seen

    register(network, {name: [*table(30)[name], *table(3, 40, ELSEWHERE)[name]] for name in table()}, "city_clerk")
    seen = people_seen(network.actor("township_clerk")).order_by("serial")
    assert seen.count() == 30
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
    assert "person_township_serial" in seen[:10].explain()
