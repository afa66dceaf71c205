"""One person enrolled twice, and people who only look like it.

The second enrolment takes the place of another resident of about that age in another township: that row keeps its
household, its cover and its bills, and gets the person's name, birth and ID number, each with its slip. So no row is
added that could be told by its number.
"""

import csv
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from importlib.resources import files

import polars as pl

from tongchou.city.faults.editing import Row
from tongchou.city.faults.work import Work
from tongchou.city.id_numbers import check_digit, id_number

_LAST_OLD_NUMBER = date(1999, 9, 30)
"""Who was born later never had a number of 15 places."""


@lru_cache(maxsize=1)
def characters() -> dict[str, dict[str, str]]:
    """Return what is written instead of a character, by kind: ``rare`` (a common one), ``homophone``."""
    found: dict[str, dict[str, str]] = {}
    text = files("tongchou.city.faults").joinpath("characters.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["kind"], {})[row["character"]] = row["instead"]
    return found


def replaced(name: str, kind: str) -> str | None:
    """Return a name with the last of its given characters that has another of the kind replaced, None without one."""
    table = characters()[kind]
    for place in range(len(name) - 1, 0, -1):
        if name[place] in table:
            return name[:place] + table[name[place]] + name[place + 1 :]
    return None


def swapped_digits(number: str) -> str | None:
    """Return an ID number with two neighbours among day of birth and serial exchanged (its check digit stays)."""
    for place in range(15, 9, -1):
        if number[place] != number[place + 1]:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return None


def old_number(number: str) -> str:
    """Return the number of 15 places that stood for an ID number: two-digit year of birth, no check digit."""
    return number[:6] + number[8:17]


def mistyped(number: str, digits: int) -> str:
    """Return an ID number with so much added to the first digit of its serial, and the check digit that fits."""
    first17 = number[:14] + str((int(number[14]) + digits) % 10) + number[15:17]
    return first17 + check_digit(first17)


def swap_digits(work: Work, number: int) -> None:
    """Plant second enrolments under an ID number with two digits exchanged."""
    _double(work, number, "double_enrolment_swapped_digits", _with_swapped_digits)


def use_old_numbers(work: Work, number: int) -> None:
    """Plant second enrolments under the old number of 15 places."""
    _double(work, number, "double_enrolment_15_digits", with_old_number)


def use_homophones(work: Work, number: int) -> None:
    """Plant second enrolments under a name that sounds the same, and a number with one digit mistyped."""
    _double(work, number, "double_enrolment_homophone", _with_homophone)


def replace_rare_characters(work: Work, number: int) -> None:
    """Plant second enrolments in which a rare character of the name is another, and one digit is mistyped."""
    _double(work, number, "double_enrolment_rare_character", _with_common_character)


def change_surnames(work: Work, number: int) -> None:
    """Plant second enrolments under the surname of somebody else, and a number with one digit mistyped."""
    _double(work, number, "double_enrolment_changed_surname", _with_other_surname)


Slip = tuple[str, str, str]
"""The name and the ID number of a second enrolment, and what was changed."""


def _with_swapped_digits(person: Row, other: Row) -> Slip | None:
    swapped = swapped_digits(person["id_number"])
    return None if swapped is None else (person["name"], swapped, "two neighbouring digits of the ID number exchanged")


def with_old_number(person: Row, other: Row) -> Slip | None:
    """Return a second enrolment under the number of 15 places, None for who was born too late to have had one."""
    if person["birth"] > _LAST_OLD_NUMBER:
        return None
    return person["name"], old_number(person["id_number"]), "enrolled again under the number of 15 places"


def _with_homophone(person: Row, other: Row) -> Slip | None:
    name = replaced(person["name"], "homophone")
    return (
        None
        if name is None
        else (name, mistyped(person["id_number"], 3), "a homophone in the name, one digit mistyped")
    )


def _with_common_character(person: Row, other: Row) -> Slip | None:
    name = replaced(person["name"], "rare")
    return (
        None
        if name is None
        else (name, mistyped(person["id_number"], 5), "a rare character replaced, one digit mistyped")
    )


def _with_other_surname(person: Row, other: Row) -> Slip | None:
    name = other["name"][0] + person["name"][1:]
    if len(person["name"]) < 3 or name == person["name"]:
        return None
    return name, mistyped(person["id_number"], 2), "another surname, one digit mistyped"


def _double(work: Work, number: int, fault: str, slip: Callable[[Row, Row], Slip | None]) -> None:
    people, adults = work.people, work.adults
    rare = "".join(characters()["rare"])
    bears_one = pl.col("name").str.contains(f"[{rare}]")
    cases: list[tuple[int, int, Slip]] = []
    for position in adults.unused(work.draws(fault), bears_one if slip is _with_common_character else pl.lit(True)):
        if len(cases) == number:
            break
        person = people.row(position)
        for other in adults.like(person):
            changed = slip(person, people.row(other))
            if changed is not None and changed[1] not in work.id_numbers:
                cases.append((position, other, changed))
                work.id_numbers.add(changed[1])
                work.used |= {person["person_id"], people.row(other)["person_id"]}
                break
    for position, other, (name, id_text, note) in cases:
        person, second = people.row(position), people.row(other)
        second.update(name=name, id_number=id_text, birth=person["birth"])
        work.answers.note(fault, True, [person["person_id"], second["person_id"]], [], note)


def note_twins(work: Work, number: int) -> None:
    """Write down twins: same birth, same household, names and numbers alike, and two persons."""
    draws = work.draws("twins")
    pairs = work.people.frame.filter(pl.col("mother_id").is_not_null() & pl.col("death").is_null())
    pairs = pairs.group_by("mother_id", "birth").agg(pl.col("person_id").sort()).sort("mother_id", "birth")
    pairs = pairs.filter(pl.col("person_id").list.len() == 2)
    for place in draws.order(len(pairs)).tolist()[:number]:
        persons = pairs["person_id"][place].to_list()
        work.used |= set(persons)
        work.answers.note("twins", False, persons, [], "two children of one birth")


def make_namesakes(work: Work, number: int) -> None:
    """Give two people of a village the same name and birthday; their numbers differ in more than one digit."""
    people, adults = work.people, work.adults
    done = 0
    for position in adults.unused(work.draws("namesakes"), pl.lit(True)):
        if done == number:
            return
        person = people.row(position)
        serial = int(person["id_number"][14:17])
        # two digits apart, and odd or even as the sex has it
        id_text = id_number(person["id_number"][:6], person["birth"], (serial + 374) % 1_000)
        partner = adults.like(person, same_village=True)[:1]
        if not partner or id_text in work.id_numbers:
            continue
        second = people.row(partner[0])
        second.update(name=person["name"], birth=person["birth"], id_number=id_text)
        work.id_numbers.add(id_text)
        persons = [person["person_id"], second["person_id"]]
        work.used |= set(persons)
        work.answers.note(
            "same_name_and_birthday", False, persons, [], "two people of one village, one name, one birthday"
        )
        done += 1


def make_father_and_son(work: Work, number: int) -> None:
    """Give sons the name of their father."""
    draws, people = work.draws("father and son"), work.people
    living = pl.col("death").is_null() & (pl.col("sex") == "M")
    heads = people.frame.filter(living & (pl.col("relation") == "head")).select(
        "household_id", "person_id", "row", "birth"
    )
    sons = people.frame.filter(living & (pl.col("relation") == "child"))
    pairs = sons.join(heads, on="household_id", suffix="_father").sort("row")
    done = 0
    for place in draws.order(len(pairs)).tolist():
        if done == number:
            return
        pair = pairs.row(place, named=True)
        persons = [pair["person_id_father"], pair["person_id"]]
        if work.used & set(persons):
            continue
        people.row(pair["row"])["name"] = people.row(pair["row_father"])["name"]
        work.used |= set(persons)
        work.answers.note("father_and_son", False, persons, [], "the son bears his father's name")
        done += 1
