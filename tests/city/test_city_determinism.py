"""The same seed gives the same city, everywhere."""

import hashlib
import json
import os
import subprocess
import sys

import pytest

from tongchou.city import case_file, make_city, residents_table

DIGESTS = {1: "a92e59ba3fbda335", 2: "13f2c847d1731886"}
"""Of 300 residents in 2024. A wanted change of the city changes them; another version of Python must not."""

PROGRAM = """
import hashlib, json
from tongchou.city import case_file, make_city, residents_table

def digest(residents, seed):
    city = make_city(residents, 2024, seed)
    text = json.dumps([case_file(city), residents_table(city)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

print(digest(120, 7))
"""


def digest(residents: int, seed: int) -> str:
    city = make_city(residents, 2024, seed)
    text = json.dumps([case_file(city), residents_table(city)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("seed", DIGESTS)
def test_a_seed_gives_the_city_it_always_gave(seed: int) -> None:
    assert digest(300, seed) == DIGESTS[seed]


def test_the_same_call_gives_the_same_city() -> None:
    assert digest(150, 3) == digest(150, 3)


def test_another_seed_gives_another_city() -> None:
    assert digest(100, 1) != digest(100, 2)


def test_another_year_gives_another_city() -> None:
    assert not make_city(100, 2024).claims.equals(make_city(100, 2025).claims)


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_order_of_hashes_does_not_matter(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    found = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == digest(120, 7)
