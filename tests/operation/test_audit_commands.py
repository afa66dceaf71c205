"""``audit verify`` names each row that somebody changed, removed or slipped in; the sheet prints the last seals."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from typer.testing import CliRunner

from tests.operation.acts import register
from tests.operation.conftest import Network
from tongchou.main import app
from tongchou.operation.sealer import seal_all
from tongchou.registry import clock
from tongchou.registry.models import AuditRow, AuditSeal, Residence

pytestmark = pytest.mark.both

runner = CliRunner()


def behind_the_triggers(table: str, statement: str) -> None:
    """Do to a table what its triggers refuse, as somebody who owns the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")


def verified() -> tuple[int, list[dict[str, str]]]:
    outcome = runner.invoke(app, ["audit", "verify", "--json"])
    return outcome.exit_code, json.loads(outcome.stdout)["found"]


@pytest.fixture
def sealed(network: Network) -> Network:
    for order in range(1, 4):
        register(network, order)
    seal_all()
    return network


def test_nothing_is_found_where_nothing_was_done(sealed: Network) -> None:
    assert verified() == (0, [])
    outcome = runner.invoke(app, ["audit", "verify", "--lang", "en"])
    assert (outcome.exit_code, outcome.stdout) == (0, "Every audit row, seal and digest fits.\n")


def test_a_changed_row_is_named(sealed: Network) -> None:
    row = Residence.objects.earliest("pk")
    behind_the_triggers("registry_residence", f"UPDATE registry_residence SET address = 'x' WHERE id = {row.pk}")
    status, found = verified()
    assert status == 1
    assert [(each["table"], each["key"], each["zh"]) for each in found] == [
        ("registry.residence", str(row.pk), "被改动")
    ]


def test_a_removed_row_is_named(sealed: Network) -> None:
    row = Residence.objects.earliest("pk")
    behind_the_triggers("registry_residence", f"DELETE FROM registry_residence WHERE id = {row.pk}")
    status, found = verified()
    assert status == 1
    # the list of people, which repeats it, now says what no fact does
    assert [(each["key"], each["zh"]) for each in found if each["table"] == "registry.residence"] == [
        (str(row.pk), "被删除")
    ]


def test_a_row_slipped_in_is_named(sealed: Network) -> None:
    row = Residence.objects.earliest("pk")
    behind_the_triggers(
        "registry_residence",
        "INSERT INTO registry_residence (id, act_id, person_id, kind, area_id, address, valid_from, recorded_at) "
        f"SELECT 999999, act_id, person_id, 'registered', area_id, '', valid_from, recorded_at "
        f"FROM registry_residence WHERE id = {row.pk}",
    )
    status, found = verified()
    assert (status, [(each["key"], each["zh"]) for each in found]) == (1, [("999999", "不是该业务写入的")])


def test_a_changed_act_and_a_changed_seal_are_named(sealed: Network) -> None:
    act = AuditRow.objects.filter(name="person.register").earliest("pk")
    behind_the_triggers("registry_auditrow", f"UPDATE registry_auditrow SET reason = 'x' WHERE id = {act.pk}")
    seal = AuditSeal.objects.filter(area="510403").earliest("number")
    behind_the_triggers("registry_auditseal", f"UPDATE registry_auditseal SET hash = 'x' WHERE id = {seal.pk}")
    status, found = verified()
    assert status == 1
    said = {(each["table"], each["key"]) for each in found}
    assert ("registry.auditrow", str(act.pk)) in said
    assert ("registry.auditseal", f"510403-{seal.number}") in said


def test_an_act_without_a_seal_is_named_after_ten_seconds(sealed: Network) -> None:
    person = register(sealed, 9)
    assert verified() == (0, [])
    with clock.clock_at(clock.now() + timedelta(seconds=11)):
        status, found = verified()
    assert status == 1
    assert {each["table"]: each["en"] for each in found} == {
        "registry.auditrow": "it is not sealed within 10 seconds",
        "registry.event": "it has no place in the order within 10 seconds",
    }
    assert str(person.act_id) in {each["key"] for each in found}


def test_a_chain_written_anew_is_found_by_the_sheet_that_was_kept(sealed: Network, tmp_path: Path) -> None:
    """Whoever makes every seal of a chain's end anew leaves a chain that fits; what was printed tells."""
    (tmp_path / "sheet.json").write_text(runner.invoke(app, ["audit", "sheet", "--json"]).stdout)
    last = AuditSeal.objects.filter(area="510403").latest("number")
    behind_the_triggers("registry_auditseal", f"DELETE FROM registry_auditseal WHERE id = {last.pk}")
    seal_all()
    assert verified() == (0, [])
    outcome = runner.invoke(app, ["audit", "verify", "--sheet", str(tmp_path / "sheet.json"), "--lang", "en"])
    assert outcome.exit_code == 1
    assert f"registry.auditseal 510403-{last.number}: it differs from the printed seal" in outcome.stdout
    (tmp_path / "sheet.json").write_text("[]")
    outcome = runner.invoke(app, ["audit", "verify", "--sheet", str(tmp_path / "sheet.json")])
    assert outcome.exit_code == 2


def test_the_sheet_prints_the_last_seal_of_each_chain(sealed: Network) -> None:
    register(sealed, 9)
    outcome = runner.invoke(app, ["audit", "sheet"])
    assert outcome.exit_code == 0
    text = outcome.stdout
    for area in ("510400", "510403", "510421"):
        last = AuditSeal.objects.filter(area=area).latest("number")
        assert f"第 {last.number} 号" in text
        assert last.hash in text.replace(" ", "")
    assert "510403 西区" in text
    assert "待封印 1 条，其中逾时 0 条" in text
    english = runner.invoke(app, ["audit", "sheet", "--lang", "en"]).stdout
    assert "1 rows wait for a seal, 0 of them too long" in english


def test_seal_seals_what_waits(sealed: Network) -> None:
    register(sealed, 9)
    outcome = runner.invoke(app, ["seal"])
    assert (outcome.exit_code, outcome.stdout) == (0, "封印了 1 条经办记录。\n")
    assert not AuditRow.objects.filter(seal__isnull=True).exists()
