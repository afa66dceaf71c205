"""Screens are looked at on the small network, at noon of a Monday, by a browser that runs no scripts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from tests.network import NOON, TODAY, Network, _standing_clock, beginning, network
from tests.registry.people import particulars
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Account, Person

__all__ = ["NOON", "TODAY", "Network", "_standing_clock", "beginning", "network"]

Browser = Callable[[str], Client]


@pytest.fixture(autouse=True, scope="session")
def _pages_are_kept():
    """Django keeps the templates of an answer, so that a test may ask which ones there were."""
    setup_test_environment()
    yield
    teardown_test_environment()


def settled(account: Account) -> Account:
    """Return an account whose first password is done with."""
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    account.must_change_password = False
    return account


@pytest.fixture
def browser(network: Network) -> Browser:
    """Return a browser in which an account is logged in."""

    def logged_in(name: str) -> Client:
        client = Client()
        client.force_login(settled(network.accounts[name]), "django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


@pytest.fixture
def person(network: Network) -> Person:
    return register_person(
        actor=network.actor("county_clerk"), day=TODAY, area=network.area("510403001001"), particulars=particulars()
    )


@pytest.fixture
def elsewhere(network: Network) -> Person:
    return register_person(
        actor=network.actor("other_clerk"),
        day=TODAY,
        area=network.area("510421100201"),
        particulars=particulars(order=2, name="李小红", birth=date(1990, 5, 6)),
    )
