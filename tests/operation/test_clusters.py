"""What a broken server leaves: private clusters are killed, lost and recovered to a moment; the audit always fits."""

import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import Error, connections

from tests.clusters import Cluster, running_cluster
from tests.databases import use_database
from tests.operation.acts import register, replace_passport
from tests.registry.conftest import Network, make_network
from tongchou.operation.sealer import seal_all
from tongchou.registry.models import Account, Area, AuditRow, AuditSeal, OrganisationFact, Person
from tongchou.registry.queries.audit import verify

pytestmark = pytest.mark.full


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of one's own with the small network in the database ``city``."""
    with running_cluster() as made:
        use_database(made.database("city"))
        call_command("migrate", verbosity=0)
        make_network()
        yield made
        connections.close_all()


def network_here() -> Network:
    organisations = OrganisationFact.objects.select_related("organisation")
    return Network(
        {area.code: area for area in Area.objects.select_related("county", "parent")},
        {(fact.area_id, fact.organisation.kind): fact.organisation for fact in organisations},
        {account.username: account for account in Account.objects.all()},
    )


def moment_of(cluster: Cluster) -> str:
    with cluster.connection() as server:
        row = server.execute("SELECT clock_timestamp()::text").fetchone()
    assert row is not None
    return str(row[0])


def test_a_database_comes_back_as_it_was_between_two_acts(cluster: Cluster) -> None:
    network = network_here()
    other = Cluster(cluster.folder, "recovered").copied_from(cluster)
    for order in range(1, 6):
        replace_passport(network, register(network, order), f"E1234567{order}")
    seal_all()
    register(network, 6)
    acts = set(AuditRow.objects.values_list("pk", flat=True))
    people = list(Person.objects.order_by("pk").values_list())
    seals = list(AuditSeal.objects.order_by("pk").values_list())
    moment = moment_of(cluster)
    lost = {register(network, order).pk for order in range(7, 10)}
    seal_all()
    cluster.archive_all()
    connections.close_all()
    cluster.kill()

    other.recover_to(moment).start()
    try:
        use_database(other.address("city"))
        assert set(AuditRow.objects.values_list("pk", flat=True)) == acts
        assert list(Person.objects.order_by("pk").values_list()) == people
        assert not Person.objects.filter(pk__in=lost).exists()
        assert list(AuditSeal.objects.order_by("pk").values_list()) == seals
        seal_all()
        assert list(verify()) == []
        again = register(network, 7)
        assert again.serial > max(row[2] for row in people if isinstance(row[2], int))
        seal_all()
        assert list(verify()) == []
    finally:
        connections.close_all()
        other.stop()


def test_a_killed_server_loses_no_act_that_was_answered(cluster: Cluster) -> None:
    network = network_here()
    answered: list[int] = []
    for round_ in range(3):
        enough = threading.Event()

        def stream(first: int, enough: threading.Event = enough) -> None:
            try:
                for order in range(first, first + 300):
                    answered.append(register(network, order).act_id)
                    if order - first >= 10:
                        enough.set()
            except Error:
                # the server is gone
                pass
            finally:
                enough.set()
                connections.close_all()

        def seal_on(enough: threading.Event = enough) -> None:
            try:
                while not enough.is_set():
                    seal_all()
            except Error:
                pass
            finally:
                connections.close_all()

        threads = [threading.Thread(target=stream, args=(1 + 300 * round_,)), threading.Thread(target=seal_on)]
        for thread in threads:
            thread.start()
        assert enough.wait(300)
        cluster.kill()
        for thread in threads:
            thread.join()
        connections.close_all()
        cluster.start()

        kept = set(AuditRow.objects.filter(name="person.register").values_list("pk", flat=True))
        assert set(answered) <= kept
        # one act a round may have been committed without its answer arriving
        assert len(kept) - len(answered) <= round_ + 1
        assert Person.objects.count() == len(kept)
        seal_all()
        assert list(verify()) == []
    assert len(answered) >= 33
