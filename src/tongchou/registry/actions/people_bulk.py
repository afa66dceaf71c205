"""Registering people in bulk: a table checked column by column, the good rows written chunk by chunk.

A chunk is one act of one county: one transaction, one audit row with the digests of its rows, one event
``people.registered``, whose reader finds the people by the event's act (``Person.act``). All of a chunk is written
or nothing. Whoever is registered already under the same name is left alone, so a table handed in twice changes
nothing, and a run that was killed is resumed by handing the table in again.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from threading import Lock
from typing import Any, NamedTuple

import pyarrow as pa
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Q

from tongchou.registry.acting import Act, acting
from tongchou.registry.bulk_checks import BadRow, Checked, People, check_people
from tongchou.registry.identifiers import identifiers
from tongchou.registry.initials import initials_of_all
from tongchou.registry.models import Area, IdentityDocument, Person, PersonFact, Residence
from tongchou.registry.models.people import number_of
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor
from tongchou.registry.secrets import key_ring, masked_number
from tongchou.registry.serials import next_serials

ROWS_OF_A_CHUNK = {"postgresql": 20_000, "sqlite": 2_000}
"""SQLite has one writer, so a long act would keep the counters waiting."""

WRITERS = {"postgresql": 3, "sqlite": 0}
"""Chunks under way at once, each on a connection of its own; 0: in the connection of the caller."""

ATTEMPTS = 5
"""How often a chunk is begun anew because others registered some of its people meanwhile."""

Progress = Callable[[int, int], None]
"""Told after each chunk: rows dealt with, of how many."""


@dataclass(slots=True)
class Outcome:
    """What came of a table."""

    rows: int
    registered: int = 0
    already: int = 0
    """People who were registered before under the same name; nothing was changed of them."""
    refused: list[BadRow] = field(default_factory=list)
    acts: list[int] = field(default_factory=list)
    """The acts, one for each chunk."""


class Registered(NamedTuple):
    """Who holds a document number now."""

    number: str
    name: str


def register_people(
    *,
    actor: Actor,
    day: date,
    table: pa.Table | dict[str, Any],
    source: str,
    write_good: bool = False,
    chunk: int | None = None,
    writers: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Register the people of a table (columns: ``bulk_checks``), and return what came of it, row by row where refused.

    Where a row is refused nothing is written, unless ``write_good`` asks for the good ones. ``writers`` connections
    write at once, each its own chunks; inside a transaction of the caller, and on SQLite, there is one. Raises Refused
    for a table without its columns or a source, NotAllowed where all of it is out of reach.
    """
    if not source.strip():
        raise Refused("没有写数据来源", "the source is missing", where="source")
    checked = check_people(actor=actor, day=day, table=table)
    people = checked.people
    outcome = Outcome(len(people.line) + len(checked.refused), refused=list(checked.refused))
    if not write_good:
        outcome.refused = sorted([*outcome.refused, *_held_otherwise(people)])
        if outcome.refused:
            return outcome
    run = _Run(actor, day, source.strip(), people, outcome, progress)
    size = chunk or ROWS_OF_A_CHUNK[connection.vendor]
    wanted = WRITERS[connection.vendor] if writers is None else writers
    run.write(list(_chunks(checked, size)), 0 if connection.in_atomic_block else wanted)
    outcome.refused.sort()
    outcome.acts.sort()
    return outcome


def _chunks(checked: Checked, size: int) -> Iterator[tuple[str, list[int]]]:
    """Yield area of the act and rows of each chunk, area by area."""
    places, areas = checked.places, checked.people.area
    order = sorted(range(len(areas)), key=lambda row: (places[areas[row]].act_area, areas[row]))
    for area, rows in groupby(order, key=lambda row: places[areas[row]].act_area):
        every = list(rows)
        for first in range(0, len(every), size):
            yield area, every[first : first + size]


@dataclass(slots=True)
class _Run:
    """A table on its way into the database."""

    actor: Actor
    day: date
    source: str
    people: People
    outcome: Outcome
    progress: Progress | None
    lock: Lock = field(default_factory=Lock)

    def write(self, chunks: list[tuple[str, list[int]]], writers: int) -> None:
        """Write chunk after chunk, or several at once."""
        areas = {area.code: area for area in Area.objects.filter(code__in={code for code, _ in chunks})}
        if writers == 0 or len(chunks) < 2:
            for code, rows in chunks:
                self._chunk(areas[code], rows)
            return
        with ThreadPoolExecutor(writers, "registering") as pool:
            waiting: list[Future[None]] = [
                pool.submit(copy_context().run, self._in_thread, areas[code], rows) for code, rows in chunks
            ]
            try:
                for each in waiting:
                    each.result()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _in_thread(self, area: Area, rows: list[int]) -> None:
        with closing(connections["default"]):
            self._chunk(area, rows)

    def _chunk(self, area: Area, rows: list[int]) -> None:
        """Write one chunk; of people whom others registered meanwhile say so, and write the rest."""
        people, already, refused = self.people.rows(rows), 0, list[BadRow]()
        blind = key_ring().blind_all(people.kind, people.number)
        act = None
        for attempt in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    held = registered_under(blind)
                    if held:
                        same, other, left = _told_apart(people, blind, held)
                        already, refused = already + same, [*refused, *other]
                        people, blind = people.rows(left), [blind[row] for row in left]
                    act = self._written(area, people, blind) if people.line else None
                break
            except IntegrityError:
                # another connection was first with one of the documents: it is found in the next round
                if attempt + 1 == ATTEMPTS:
                    raise
        with self.lock:
            self.outcome.registered += len(people.line)
            self.outcome.already += already
            self.outcome.refused += refused
            if act is not None:
                self.outcome.acts.append(act)
            if self.progress is not None:
                done = self.outcome.registered + self.outcome.already + len(self.outcome.refused)
                self.progress(done, self.outcome.rows)

    def _written(self, area: Area, people: People, blind: list[bytes]) -> int:
        with acting(self.actor, "person.register", day=self.day, area=area) as act:
            act.subject = f"people:{act.id}"
            kinds = {kind: people.kind.count(kind) for kind in sorted(set(people.kind))}
            act.content = {"source": self.source, "persons": len(people.line), "document_kinds": kinds}
            write_people(act, people, blind, area, self.source)
            act.tell("people.registered", f"people:{act.id}", {"persons": len(people.line), "area": area.code})
        return act.id


def write_people(act: Act, people: People, blind: list[bytes], area: Area, source: str) -> list[int]:
    """Write persons, particulars, documents and places of insurance of an act; return the keys of the persons."""
    count, ring = len(people.line), key_ring()
    persons = act.write_columns(
        Person,
        {
            "serial": next_serials(count),
            "name": people.name,
            "initials": initials_of_all(people.name),
            "sex": people.sex,
            "birth": people.birth,
            "area_id": people.area,
            "county_id": area.county_id or area.code,
        },
    )
    act.write_columns(
        PersonFact,
        {
            "person_id": persons,
            "name": people.name,
            "sex": people.sex,
            "birth": people.birth,
            "source": source,
            "valid_from": people.birth,
        },
    )
    # in the order of the blind index, so that of two acts with the same documents none waits for the other in a ring
    order = sorted(range(count), key=blind.__getitem__)
    keys = identifiers(count)
    numbers = [people.number[row] for row in order]
    act.write_columns(
        IdentityDocument,
        {
            "id": keys,
            "person_id": [persons[row] for row in order],
            "kind": [people.kind[row] for row in order],
            "masked": list(map(masked_number, numbers)),
            "blind": [blind[row] for row in order],
            "cipher": ring.encrypt_all(numbers, keys),
            "valid_from": [people.birth[row] for row in order],
        },
    )
    act.write_columns(
        Residence,
        {
            "person_id": persons,
            "kind": "insured",
            "area_id": people.area,
            "address": people.address,
            "valid_from": act.day,
        },
    )
    return persons


LOOKED_UP_AT_ONCE = 500


def registered_under(blind: list[bytes]) -> dict[bytes, Registered]:
    """Return who holds documents by their blind index; a merged number leads to the one that is kept."""
    found: dict[bytes, Registered] = {}
    columns = "blind", "person__serial", "person__name", "person__merged_into__serial", "person__merged_into__name"
    known = IdentityDocument.objects.known()
    for asked in _asked(blind):
        for key, serial, name, kept_serial, kept_name in known.filter(asked).values_list(*columns):
            found[bytes(key)] = Registered(number_of(kept_serial or serial), kept_name or name)
    return found


def _asked(blind: list[bytes]) -> Iterator[Q]:
    """Yield filters of the documents that are registered; PostgreSQL is asked for all at once, in one parameter."""
    if connection.vendor != "postgresql":
        for first in range(0, len(blind), LOOKED_UP_AT_ONCE):
            yield Q(blind__in=blind[first : first + LOOKED_UP_AT_ONCE])
    elif blind:
        table = IdentityDocument._meta.db_table
        every = "{" + ",".join(['"\\\\x' + key.hex() + '"' for key in blind]) + "}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {table} WHERE blind = ANY(%s::bytea[]) AND withdrawn_at IS NULL",
                [every],
            )
            held = [row[0] for row in cursor.fetchall()]
        for first in range(0, len(held), LOOKED_UP_AT_ONCE):
            yield Q(pk__in=held[first : first + LOOKED_UP_AT_ONCE])


def _told_apart(
    people: People, blind: list[bytes], held: dict[bytes, Registered]
) -> tuple[int, list[BadRow], list[int]]:
    """Return how many are registered as they stand, those registered under another name, and the rows left."""
    same, other, left = 0, list[BadRow](), list[int]()
    for row, key in enumerate(blind):
        holder = held.get(key)
        if holder is None:
            left.append(row)
        elif holder.name == people.name[row]:
            same += 1
        else:
            other.append(_otherwise(people, row, holder))
    return same, other, left


def _held_otherwise(people: People) -> list[BadRow]:
    """Return the rows whose document is registered under another name."""
    blind = key_ring().blind_all(people.kind, people.number)
    return _told_apart(people, blind, registered_under(blind))[1]


def _otherwise(people: People, row: int, holder: Registered) -> BadRow:
    return BadRow(
        people.line[row],
        "document",
        masked_number(people.number[row]),
        f"该证件号码已登记为 {holder.number}，姓名不同；请核对证件，是同一人的办理变更，号码写错的更正后再报",
        f"the document is registered as {holder.number} under another name; compare it with the card: if it is the "
        "same person change that registration, if the number is wrong correct it",
    )
