"""Keys rotated: every number under the new key, withdrawn ones too; interrupted, it goes on."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from tests.operation.acts import register, replace_passport
from tests.operation.conftest import Network
from tests.registry.conftest import TODAY
from tongchou.config.environment import WrongSettings
from tongchou.operation.rotation import add_key, rotate_all
from tongchou.operation.sealer import seal_all
from tongchou.registry.actions.keys import encrypt_anew
from tongchou.registry.models import AuditRow, IdentityDocument
from tongchou.registry.queries.audit import verify
from tongchou.registry.rights import SYSTEM, NotAllowed
from tongchou.registry.secrets import Unreadable, key_ring

pytestmark = pytest.mark.both


def keys_in_use() -> set[str]:
    return {key_ring().name_of(bytes(cipher)) for cipher in IdentityDocument.objects.values_list("cipher", flat=True)}


def numbers() -> dict[int, str]:
    return {row.pk: key_ring().decrypt(bytes(row.cipher), row.pk) for row in IdentityDocument.objects.all()}


@pytest.fixture
def documents(network: Network, home: Path) -> Network:
    """Nine documents, of which one is withdrawn."""
    people = [register(network, order) for order in range(1, 8)]
    replace_passport(network, people[0], "E12345671")
    replace_passport(network, people[0], "E12345672")
    return network


def test_every_number_comes_under_the_new_key_and_reads_as_before(documents: Network) -> None:
    before = numbers()
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    steps = list(rotate_all(documents.actor("system_keeper"), "每年更换"))
    assert sum(step.changed for step in steps) == 9
    assert keys_in_use() == {"second"}
    assert numbers() == before
    row = AuditRow.objects.get(name="keys.rotate")
    assert (row.post, row.reason, json.loads(row.content)["documents"]) == ("system_keeper", "每年更换", 9)
    seal_all()
    assert list(verify()) == []


def test_the_old_key_is_dispensable_afterwards(documents: Network) -> None:
    before = numbers()
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    list(rotate_all(SYSTEM, "更换"))
    file = Path(settings.KEYS_FILE)
    held = json.loads(file.read_text())
    del held["encrypting"]["first"]
    file.write_text(json.dumps(held))
    assert numbers() == before


def test_an_interrupted_rotation_goes_on_and_each_chunk_is_an_act(documents: Network) -> None:
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    first = encrypt_anew(actor=SYSTEM, day=TODAY, limit=4)
    assert first is not None
    assert (first.seen, first.changed) == (4, 4)
    assert keys_in_use() == {"first", "second"}
    steps = list(rotate_all(SYSTEM, "接着办"))
    assert sum(step.changed for step in steps) == 5
    assert keys_in_use() == {"second"}
    assert AuditRow.objects.filter(name="keys.rotate").count() == 2
    assert sum(step.changed for step in rotate_all(SYSTEM, "再来一次")) == 0
    assert AuditRow.objects.filter(name="keys.rotate").count() == 2


def test_numbers_are_found_by_the_blind_index_as_before(documents: Network) -> None:
    from tongchou.registry.queries.people import found_by, people_seen

    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    list(rotate_all(SYSTEM, "更换"))
    found = found_by(people_seen(documents.actor("county_clerk")), "E12345672", TODAY)
    assert found.count() == 1


def test_nobody_but_the_keeper_of_the_system_rotates(documents: Network) -> None:
    for name in ("county_head", "city_head", "auditor"):
        with pytest.raises(NotAllowed):
            encrypt_anew(actor=documents.actor(name), day=TODAY)
        with pytest.raises(NotAllowed):
            add_key(Path(settings.KEYS_FILE), "second", documents.actor(name))


def test_a_cipher_that_does_not_open_stops_the_chunk_and_changes_nothing(documents: Network) -> None:
    row = IdentityDocument.objects.latest("pk")
    other = IdentityDocument.objects.earliest("pk")
    IdentityDocument.objects.filter(pk=row.pk).update(cipher=other.cipher)
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    with pytest.raises(Unreadable):
        list(rotate_all(SYSTEM, "更换"))
    assert keys_in_use() == {"first"}
    assert not AuditRow.objects.filter(name="keys.rotate").exists()


@pytest.mark.parametrize("name", ["first", "a:b", "", "x" * 21])
def test_a_name_is_used_once_and_can_stand_before_a_cipher(name: str, documents: Network) -> None:
    before = Path(settings.KEYS_FILE).read_text()
    with pytest.raises(WrongSettings):
        add_key(Path(settings.KEYS_FILE), name, SYSTEM)
    assert Path(settings.KEYS_FILE).read_text() == before


def test_the_file_of_keys_stays_its_owners_alone(documents: Network) -> None:
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    assert Path(settings.KEYS_FILE).stat().st_mode & 0o077 == 0
    assert list(Path(settings.KEYS_FILE).parent.glob(".*")) == []
