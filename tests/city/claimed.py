"""Bills of a city, made once for all tests that look at the same ones."""

from functools import lru_cache

import polars as pl
import pyarrow as pa

from tests.city.peopled import people_of
from tongchou.city.claims import Care


@lru_cache(maxsize=8)
def claims_of(residents: int, first: int, last: int, seed: int = 1, cores: int = 1) -> tuple[pa.Table, ...]:
    """Return the bills of each year."""
    people = people_of(residents, first, last, seed)
    care = Care(people, seed, cores)
    return tuple(pa.concat_tables(care.year(row)) for row in range(len(people.years)))


@lru_cache(maxsize=8)
def frame_of(residents: int, first: int, last: int, seed: int = 1) -> pl.DataFrame:
    """Return the bills of all years with what is known of their persons, words as texts."""
    bills = pa.concat_tables(claims_of(residents, first, last, seed), promote_options="permissive")
    frame = pl.DataFrame(bills).with_columns(pl.col(pl.Categorical).cast(pl.String))
    persons = pl.DataFrame(people_of(residents, first, last, seed).residents).select(
        "person_id", "sex", "birth", "death", pl.col("place").alias("home"), pl.col("county").alias("home_county")
    )
    return frame.join(persons.with_columns(pl.col(pl.Categorical).cast(pl.String)), on="person_id", how="left")
