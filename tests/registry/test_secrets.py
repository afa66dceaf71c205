"""ID numbers at rest: keys rotated under a running city, wrong keys, ciphers moved; nothing whole in logs or tables."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars, resident_id
from tests.strategies.tiers import examples
from tongchou.config.environment import WrongSettings
from tongchou.registry.actions.keys import encrypt_anew
from tongchou.registry.actions.people import AlreadyRegistered, add_document, register_person, unmask
from tongchou.registry.models import IdentityDocument
from tongchou.registry.protection import protected_models
from tongchou.registry.queries.audit import verify
from tongchou.registry.rights import SYSTEM
from tongchou.registry.secrets import (
    Unreadable,
    key_ring,
    masked_name,
    masked_number,
    new_keys,
    read_keys,
    stale,
    with_new_key,
)


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of keys of this test."""
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(new_keys("one")), encoding="utf-8")
    monkeypatch.setattr(settings, "KEYS_FILE", path)
    return path


@pytest.fixture
def rows(keys: Path, network: Network) -> list[IdentityDocument]:
    """Documents of five people, one of them withdrawn."""
    for order in range(1, 6):
        person = register_person(
            actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars(order)
        )
    number = resident_id(person.birth, 9)
    add_document(actor=SYSTEM, day=TODAY, person=person, kind="resident_id", number=number)
    return list(IdentityDocument.objects.order_by("pk"))


@pytest.mark.both
def test_keys_are_rotated_step_by_step_and_the_old_one_is_no_longer_needed(
    keys: Path, rows: list[IdentityDocument], network: Network
) -> None:
    before = [bytes(row.blind) for row in rows]
    keys.write_text(with_new_key(keys.read_text(encoding="utf-8"), "two"), encoding="utf-8")
    assert stale(key_ring(), (bytes(row.cipher) for row in rows)) == 6
    after = steps = 0
    while (step := encrypt_anew(actor=network.actor("system_keeper"), day=TODAY, after=after, limit=2)) is not None:
        after = step.last
        steps += 1
    assert steps == 3
    held = json.loads(keys.read_text(encoding="utf-8"))
    del held["encrypting"]["one"]
    keys.write_text(json.dumps(held), encoding="utf-8")
    now = list(IdentityDocument.objects.order_by("pk"))
    assert stale(key_ring(), (bytes(row.cipher) for row in now)) == 0
    assert [bytes(row.blind) for row in now] == before
    assert unmask(actor=SYSTEM, day=TODAY, document=now[0], reason="核对身份证原件") == resident_id(date(1961, 4, 2), 1)
    with pytest.raises(AlreadyRegistered):
        register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars(1))
    assert [each.table for each in verify() if each.table == "registry.identitydocument"] == []


def test_without_its_key_or_under_another_a_cipher_does_not_open_and_the_verification_names_it(
    keys: Path, rows: list[IdentityDocument]
) -> None:
    held = json.loads(keys.read_text(encoding="utf-8"))
    other = new_keys("one")
    keys.write_text(json.dumps({**held, "encrypting": other["encrypting"]}), encoding="utf-8")
    assert {each.key for each in verify() if each.table == "registry.identitydocument"} == {str(row.pk) for row in rows}
    with pytest.raises(Unreadable):
        unmask(actor=SYSTEM, day=TODAY, document=rows[0], reason="核对身份证原件")
    keys.write_text(json.dumps({**held, "current": "two", "encrypting": new_keys("two")["encrypting"]}))
    with pytest.raises(Unreadable, match="one"):
        encrypt_anew(actor=SYSTEM, day=TODAY)


def test_no_table_holds_a_whole_number(rows: list[IdentityDocument]) -> None:
    wanted = [resident_id(date(1961, 4, 2), order) for order in (1, 2, 3, 4, 5, 9)]
    with connection.cursor() as cursor:
        for model in protected_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                text = " ".join(bytes(v).decode("latin-1") if isinstance(v, bytes) else str(v) for v in row)
                assert not [number for number in wanted if number in text], model


@given(st.text(max_size=40), st.integers(1, 2**62), st.integers(1, 2**62))
@examples(40)
def test_a_cipher_opens_in_its_row_alone_and_never_twice_alike(text: str, row: int, other: int) -> None:
    ring = key_ring()
    cipher = ring.encrypt(text, row)
    assert ring.decrypt(cipher, row) == text
    assert ring.encrypt(text, row) != cipher
    if other != row:
        with pytest.raises(Unreadable):
            ring.decrypt(cipher, other)


@given(st.text("0123456789X", min_size=18, max_size=18), st.integers(0, 60), st.integers(1, 255))
@examples(60)
def test_a_cipher_of_which_a_byte_changed_does_not_open(text: str, place: int, change: int) -> None:
    cipher = bytearray(key_ring().encrypt(text, 7))
    cipher[place % len(cipher)] ^= change
    with pytest.raises(Unreadable):
        key_ring().decrypt(bytes(cipher), 7)


@given(st.text("0123456789X", min_size=5, max_size=20))
@examples(40)
def test_what_eyes_see_of_a_number_hides_the_most_of_it(number: str) -> None:
    masked = masked_number(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= min(6, len(number) - 2)
    assert masked_name("王小明") == "王**"


def test_a_file_that_is_no_file_of_keys_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    good = new_keys("one")
    for text in ("", "{", "[]", json.dumps({**good, "current": "two"}), json.dumps({**good, "index": "AAAA"})):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(WrongSettings, match=r"keys\.json"):
            read_keys(path)
    with pytest.raises(WrongSettings):
        with_new_key(json.dumps(good), "one")
