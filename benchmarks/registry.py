"""People in bulk on PostgreSQL, and how long lists and pages of a million people take.

Needs a server named by TONGCHOU_BENCH_POSTGRES (``postgresql://USER@HOST:PORT``); a database is made there and dropped.
"""

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.children import run
from benchmarks.report import grouped, table

SERVER = "TONGCHOU_BENCH_POSTGRES"
DATABASE = "tongchou_bench"
RESIDENTS = 1_000_000
CALLS, ROWS_OF_A_PAGE = 40, 100
DAY, OPENED = date(2026, 3, 2), date(2018, 1, 1)
ROLES = (("city_clerk", "510400"), ("county_clerk", "510421"), ("township_clerk", "510421100"))


def report(claims: int) -> str:
    """Return what was measured, as Markdown; where no server is named, that."""
    server = os.environ.get(SERVER, "")
    if not server:
        return f"## People in a database\n\nNot measured: {SERVER} names no server."
    people = min(RESIDENTS, claims)
    with tempfile.TemporaryDirectory() as home, _database(server) as address:
        environment = {
            "DJANGO_SETTINGS_MODULE": "tongchou.config.settings",
            "TONGCHOU_HOME": home,
            "TONGCHOU_DATABASE": address,
        }
        found = run("registry", people, environment=environment)
    return "\n\n".join((_bulk(people, found), _pages(people, found)))


def _bulk(people: int, found: dict[str, Any]) -> str:
    rows = [
        (name, f"{found[key]['wall']:.1f}", f"{found[key]['python']:.1f}", f"{found[key]['server']:.1f}")
        for name, key in (
            ("`register_people`: checked, enciphered, digested, written with every constraint and index", "bulk"),
            ("`COPY` of the same rows into the same columns without a constraint or an index", "copied"),
        )
    ]
    note = (
        f"{grouped(people)} invented residents, four rows each, {found['chunks']} chunks of an audit row each; "
        "seconds on the wall, and seconds of processor time of this process and of the server's "
        f"(the server on the same machine). Aim: 1,000,000 in 60 s. Shared buffers of the server: {found['buffers']}."
    )
    return table("People registered in bulk on PostgreSQL", note, ("what", "wall s", "Python s", "server s"), rows)


def _pages(people: int, found: dict[str, Any]) -> str:
    rows = [(name, f"{best:.1f}", f"{middle:.1f}", f"{aim}") for name, best, middle, aim in found["pages"]]
    note = (
        f"{grouped(people)} people; the reads behind the screens, run to the last row and made into objects, "
        f"{CALLS} different people or pages. Milliseconds on the wall."
    )
    return table("Lists and pages", note, ("what", "best ms", "median ms", "aim ms"), rows)


@contextmanager
def _database(server: str) -> Iterator[str]:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as administration:
        administration.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        administration.execute(f"CREATE DATABASE {DATABASE}")
        try:
            yield f"{server}/{DATABASE}"
        finally:
            administration.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


class _Watch:
    """Processor time of the server's processes that work on the database, where they run on this machine."""

    def __init__(self) -> None:
        self.seen: dict[str, float] = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Watch":
        self._once()
        self.before = dict(self.seen)
        self.thread.start()
        self.wall, self.python = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.python = time.perf_counter() - self.wall, time.process_time() - self.python
        self._once()
        self.ended.set()
        self.thread.join()

    def found(self) -> dict[str, float]:
        server = sum(spent - self.before.get(key, 0.0) for key, spent in self.seen.items())
        return {"wall": self.wall, "python": self.python, "server": server}

    def _look(self) -> None:
        while not self.ended.wait(0.5):
            self._once()

    def _once(self) -> None:
        tick = os.sysconf("SC_CLK_TCK")
        for process in Path("/proc").iterdir():
            if not process.name.isdigit():
                continue
            try:
                command = (process / "cmdline").read_bytes()
                if command.startswith(b"postgres:") and DATABASE.encode() in command:
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    self.seen[process.name] = (int(fields[11]) + int(fields[12])) / tick
            except OSError:
                continue


def _measure(people: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tongchou.city.populate import make_people
    from tongchou.demo.network import open_city
    from tongchou.registry.actions.people_bulk import register_people
    from tongchou.registry.rights import SYSTEM

    city = make_people(people, (2024,), 1)
    open_city(city.villages)
    residents = {
        "name": city.residents["name"],
        "document": city.residents["id_number"],
        "area": city.residents["village"].cast("string"),
    }
    with _Watch() as watch:
        done = register_people(actor=SYSTEM, day=DAY, table=residents, source="bench")
    if done.registered != len(city.residents):
        raise RuntimeError(f"{done.registered} of {len(city.residents)} were registered")
    with connection.cursor() as cursor:
        cursor.execute("SHOW shared_buffers")
        buffers = cursor.fetchone()[0]
        cursor.execute("ANALYZE")
    return {
        "bulk": watch.found(),
        "chunks": len(done.acts),
        "buffers": buffers,
        "copied": _copied(),
        "pages": _pages_of(),
    }


def _copied() -> dict[str, float]:
    """COPY what was written into tables without constraints: the least that any way of writing it takes."""
    from django.db import connection

    from tongchou.registry.models import IdentityDocument, Person, PersonFact, Residence

    connection.ensure_connection()
    plain: psycopg.Connection = connection.connection
    tables = [model._meta.db_table for model in (Person, PersonFact, IdentityDocument, Residence)]
    held = {}
    for name in tables:
        plain.execute(f"CREATE TABLE bare_{name} AS SELECT * FROM {name} LIMIT 0")
        with plain.cursor().copy(f"COPY {name} TO STDOUT") as copy:
            held[name] = b"".join(bytes(block) for block in copy)
    with _Watch() as watch:
        for name, rows in held.items():
            with plain.cursor().copy(f"COPY bare_{name} FROM STDIN") as copy:
                copy.write(rows)
    for name in tables:
        plain.execute(f"DROP TABLE bare_{name}")
    return watch.found()


def _timed(calls: list[Callable[[], object]]) -> tuple[float, float]:
    spent = []
    for call in calls:
        began = time.perf_counter_ns()
        call()
        spent.append((time.perf_counter_ns() - began) / 1e6)
    return min(spent), statistics.median(spent)


def _pages_of() -> list[tuple[str, float, float, int]]:
    """Time the reads behind the screens for several posts."""
    from tongchou.registry.rights import Actor, Grant, posts

    found = []
    for post, area in ROLES:
        level = {6: "county", 9: "township"}[len(area)] if area != "510400" else "city"
        actor = Actor(1, 1, post, (Grant(posts()[post], area, level, 1),))
        found += [(f"{post}: {name}", *_timed(calls), aim) for name, calls, aim in _reads(actor)]
    return found


def _reads(actor: Any) -> list[tuple[str, list[Callable[[], object]], int]]:
    """Return name, calls and aim of each read of an actor."""
    from tongchou.registry.queries.people import found_by, known_person, people_seen

    seen = people_seen(actor).order_by("serial")
    people = list(seen[: CALLS * 50 : 50])

    def page(after: int) -> Callable[[], object]:
        return lambda: list(seen.filter(serial__gt=after)[:ROWS_OF_A_PAGE])

    def search(term: str) -> Callable[[], object]:
        return lambda: list(found_by(seen, term, DAY)[:ROWS_OF_A_PAGE])

    def whole(person: Any) -> Callable[[], object]:
        return lambda: known_person(person, DAY)

    return [
        ("first page of the list", [lambda: list(seen[:ROWS_OF_A_PAGE])] * CALLS, 150),
        ("a later page", [page(person.serial) for person in people], 150),
        ("searched by name", [search(person.name) for person in people], 150),
        ("searched by initials", [search(person.initials) for person in people], 150),
        ("everything of a person", [whole(person) for person in people], 50),
    ]


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]))))
