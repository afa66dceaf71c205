"""On a cluster: the same amounts however a partition's rows are cut into batches, and on workers of Spark.

Most of it needs no Spark, for what a worker does is a function from batches to batches.
"""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pa_dataset
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.columns.test_bad_rows import GOOD, table_of
from tests.columns.test_batch import settler
from tests.conftest import require
from tests.strategies.tiers import examples
from tests.structure.sources import ROOT
from tongchou import __version__
from tongchou.city.files import write_city
from tongchou.columns import cluster
from tongchou.columns.batch import settle_files
from tongchou.columns.claims import BY_NAME
from tongchou.columns.cluster import PLAIN, WITH_REASON, NoCluster, Refused, Task, said_by, start
from tongchou.columns.guard import KernelDiffers
from tongchou.columns.order import ORDER
from tongchou.columns.twins import numba_is_here
from tongchou.regulations.load import load

NEGATIVE = "不能为负"


def task(*, keep_bad: bool = False, plain: bool | None = None, version: str = __version__) -> Task:
    """A task as a worker gets it."""
    sent = Task(load("510400"), keep_bad, not numba_is_here() if plain is None else plain, version)
    return pickle.loads(pickle.dumps(sent))


def as_spark_gives(claims: pa.Table) -> pa.Table:
    """Claims of one partition: in the order of settling, words as text."""
    names = [name for name in claims.column_names if pa.types.is_dictionary(claims.schema.field(name).type)]
    for name in names:
        place = claims.schema.get_field_index(name)
        claims = claims.set_column(place, name, claims.column(name).cast(pa.string()))
    return claims.sort_by(ORDER)


def cut(table: pa.Table, places: list[int]) -> list[pa.RecordBatch]:
    """The batches of a table cut at places; a place that stands twice makes an empty batch."""
    edges = [0, *sorted(place % (1 + table.num_rows) for place in places), table.num_rows]
    whole = table.combine_chunks().to_batches()
    return [whole[0].slice(first, last - first) for first, last in pairwise(edges)]


def settled_by(sent: Task, batches: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(sent.settle(iter(batches)), WITH_REASON if sent.keep_bad else PLAIN)


@pytest.fixture(scope="module")
def partition(claims: pa.Table) -> pa.Table:
    return as_spark_gives(claims)


@pytest.fixture(scope="module")
def whole(partition: pa.Table) -> pa.Table:
    """What one run over all rows gives."""
    return settler().settle(partition).settled.cast(PLAIN)


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """No settler is left from another test."""
    cluster._SETTLERS.clear()
    yield
    cluster._SETTLERS.clear()


@examples(12)
@given(places=st.lists(st.integers(0, 10**6), max_size=40), rows=st.sampled_from([1, 30, 500, 10**6]))
def test_batches_cut_anywhere_give_what_the_whole_gives(
    partition: pa.Table, whole: pa.Table, places: list[int], rows: int
) -> None:
    """Also in the midst of a person, whose sums then go on from one batch to the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "ROWS", rows)
        assert settled_by(task(), cut(partition, places)).equals(whole)


def test_every_row_a_batch(partition: pa.Table, whole: pa.Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ROWS", 1)
    some = partition.slice(0, 150)
    expected = whole.slice(0, 150)
    assert settled_by(task(), cut(some, list(range(150)))).equals(expected)


def test_the_plain_path_gives_the_same(partition: pa.Table, whole: pa.Table) -> None:
    assert settled_by(task(plain=True), cut(partition, [100, 700])).equals(whole)


def test_bad_rows_are_kept_with_reasons_where_that_is_asked_for(
    partition: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other bills of the same persons are settled as if the bad ones were not there."""
    monkeypatch.setattr(cluster, "ROWS", 50)
    sevens = pc.equal(pc.utf8_slice_codeunits(partition.column("encounter_id"), -1), "7")
    # a stay that is left out would leave a transfer without where it leads from
    bad = pc.and_(sevens, pc.equal(partition.column("kind"), "outpatient"))
    total = pc.if_else(bad, pa.scalar(-5, pa.int64()), partition.column("total"))
    broken = partition.set_column(partition.schema.get_field_index("total"), "total", total)
    found = settled_by(task(keep_bad=True), cut(broken, [33, 34, 500]))
    refused = found.filter(pc.equal(found.column("status"), "refused"))
    good = found.filter(pc.not_equal(found.column("status"), "refused"))
    left = settler().settle(partition.filter(pc.invert(bad))).settled.cast(PLAIN)
    assert good.select(PLAIN.names).equals(left)
    assert good.column("reason").null_count == len(good)
    assert refused.column("encounter_id").to_pylist() == partition.filter(bad).column("encounter_id").to_pylist()
    assert set(refused.column("total").to_pylist()) == {-5}
    assert refused.column("fund_total").null_count == len(refused) > 0
    assert all(NEGATIVE in reason and "must not be negative" in reason for reason in refused["reason"].to_pylist())


def test_a_row_with_two_faults_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    row = GOOD | {"total": -1, "place": "abroad"}
    found = settled_by(task(keep_bad=True, plain=True), as_spark_gives(table_of(row)).to_batches()).to_pylist()
    assert [(each["status"], each["person_id"], each["place"]) for each in found] == [("refused", "P1", "abroad")]
    assert NEGATIVE in found[0]["reason"]
    assert "place：" in found[0]["reason"]


def test_a_bad_row_fails_the_partition_and_is_named() -> None:
    rows = as_spark_gives(table_of(GOOD, GOOD | {"encounter_id": "E2", "total": -1}))
    with pytest.raises(Refused) as refused:
        settled_by(task(plain=True), rows.to_batches())
    reasons = said_by(refused.value)
    assert len(reasons) == 1
    assert reasons[0].startswith("P1/E2:total：不能为负")
    assert " | P1/E2:total: must not be negative" in reasons[0]


def test_of_many_bad_rows_the_first_are_named() -> None:
    rows = as_spark_gives(table_of(*(GOOD | {"encounter_id": f"E{number}", "total": -1} for number in range(9))))
    with pytest.raises(Refused) as refused:
        settled_by(task(plain=True), rows.to_batches())
    reasons = said_by(refused.value)
    assert len(reasons) == cluster.SHOWN + 1
    assert "and 4 more in this partition" in reasons[-1]


def test_a_column_that_can_not_be_read_is_refused() -> None:
    """A value beyond the type of its column is no row's fault that could be kept."""
    rows = as_spark_gives(table_of(GOOD)).drop_columns(["babies"]).append_column("babies", pa.array([300]))
    with pytest.raises(Refused) as refused:
        settled_by(task(keep_bad=True, plain=True), rows.to_batches())
    assert "babies" in said_by(refused.value)[0]


def test_the_reasons_are_found_in_what_spark_says() -> None:
    """Each attempt repeats them, among its own lines."""
    said = f"Job aborted: Traceback\n  File x\n{cluster.MARK}一 | one\n{cluster.MARK}二 | two\n\tat java\n"
    assert said_by(Exception(said + said)) == ["一 | one", "二 | two"]
    assert said_by(Exception("Path does not exist")) == []


def test_a_partition_without_rows() -> None:
    assert settled_by(task(plain=True), []).num_rows == 0
    empty = as_spark_gives(table_of(GOOD)).slice(0, 0)
    assert settled_by(task(plain=True), [pa.RecordBatch.from_pylist([], schema=empty.schema)]).num_rows == 0


def test_a_worker_of_another_version_settles_nothing() -> None:
    with pytest.raises(Refused, match=r"driver 0\.0\.7"):
        settled_by(task(version="0.0.7"), [])


def test_a_worker_without_numba_settles_nothing_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongchou.columns.kernel.numba_is_here", lambda: False)
    with pytest.raises(Refused, match=r"tongchou\[bulk\]"):
        settled_by(task(plain=False), [])


def test_a_worker_whose_kernel_differs_settles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def differs(*_: Any, **__: Any) -> int:
        raise KernelDiffers("pool_pay", 3, 1, 2)

    monkeypatch.setattr("tongchou.columns.kernel.numba_is_here", lambda: True)
    monkeypatch.setattr(cluster, "check_kernel", differs)
    for _ in range(2):
        with pytest.raises(Refused, match="pool_pay: 1 ≠ 2"):
            settled_by(task(plain=False), [])


def test_a_process_checks_a_regulation_once(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    monkeypatch.setattr("tongchou.columns.kernel.numba_is_here", lambda: True)
    monkeypatch.setattr(cluster, "check_kernel", lambda *given: checked.append(given))
    for _ in range(3):
        settled_by(task(plain=False), [])
    assert len(checked) == 1


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    with pytest.raises(NoCluster) as missing:
        start("local[1]")
    assert "请安装 tongchou[spark]" in str(missing.value)
    assert "install tongchou[spark]" in str(missing.value)


COMMAND = "import typer; from tongchou.commands.cluster import settle_cluster; typer.run(settle_cluster)"


@pytest.fixture(scope="module")
def spark() -> dict[str, str]:
    """The environment of a process that has Spark, where Java is there and pyspark is or can be fetched."""
    require("java", shutil.which("java") is not None)
    installed = subprocess.run([ROOT / "scripts" / "spark"], capture_output=True, text=True, check=False)
    require("pyspark", installed.returncode == 0)
    return {**os.environ, "PYTHONPATH": str(ROOT / ".venv" / "spark"), "SPARK_LOCAL_IP": "127.0.0.1"}


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stdout
    return done


def rows_by_encounter(settled: pa.Table) -> dict[str, dict[str, Any]]:
    rows = {row["encounter_id"]: row for row in settled.to_pylist()}
    assert len(rows) == settled.num_rows
    return rows


@pytest.mark.full
def test_a_city_on_a_cluster_of_two_workers(spark: dict[str, str], tmp_path: Path) -> None:
    """Two worker processes with a JVM each, seven partitions, two years: equal to one machine in every field."""
    write_city(tmp_path / "city", 5_000, range(2023, 2025), 1, cores=1)
    claims = tmp_path / "claims"
    claims.mkdir()
    years = []
    for year in (2023, 2024):
        shutil.copy(tmp_path / "city" / f"claims-{year}.parquet", claims)
        whole = pq.read_table(claims / f"claims-{year}.parquet")
        years.append(whole.select([name for name in whole.column_names if name in BY_NAME or name == "county"]))
    pq.write_table(pa.concat_tables(years), tmp_path / "claims.parquet")
    settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler())
    expected = pq.read_table(tmp_path / "settled.parquet")
    out = tmp_path / "out"
    done = run(spark, str(claims), "-o", str(out), "--master", "local-cluster[2,1,1024]", "--partitions", "7")
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"{expected.num_rows} 行" in done.stdout
    found = pa_dataset.dataset(out, format="parquet").to_table()
    assert found.column_names == expected.column_names
    assert rows_by_encounter(found) == rows_by_encounter(expected)
    assert len(list(out.glob("part-*.parquet"))) > 1


@pytest.mark.full
def test_bad_rows_on_a_cluster(spark: dict[str, str], partition: pa.Table, tmp_path: Path) -> None:
    """Without a wish to keep them the job fails with a reason and leaves nothing; with it they are told apart."""
    total = partition.column("total").to_pylist()
    total[11] = -5
    broken = partition.set_column(partition.schema.get_field_index("total"), "total", pa.array(total))
    person, encounter = (partition.column(name)[11].as_py() for name in ("person_id", "encounter_id"))
    pq.write_table(broken, tmp_path / "claims.parquet")
    arguments = [str(tmp_path / "claims.parquet"), "-o", str(tmp_path / "out"), "--partitions", "3"]
    arguments += ["--master", "local[2]"]
    refused = run(spark, *arguments)
    assert refused.returncode == 2
    assert f"{person}/{encounter}:total：{NEGATIVE}" in refused.stderr
    assert not (tmp_path / "out").exists()
    kept = run(spark, *arguments, "--keep-bad", "--lang", "en")
    assert kept.returncode == 0, kept.stderr[-3000:]
    assert "1 bad rows" in kept.stdout
    found = rows_by_encounter(pa_dataset.dataset(tmp_path / "out", format="parquet").to_table())
    assert {name for name, row in found.items() if row["status"] == "refused"} == {encounter}
    assert found[encounter]["reason"]
    assert len(found) == partition.num_rows


@pytest.mark.full
def test_a_missing_column_is_told_before_any_task_runs(
    spark: dict[str, str], partition: pa.Table, tmp_path: Path
) -> None:
    pq.write_table(partition.drop_columns(["kind"]), tmp_path / "claims.parquet")
    done = run(spark, str(tmp_path / "claims.parquet"), "-o", str(tmp_path / "out"), "--master", "local[1]")
    assert done.returncode == 2
    assert "kind：缺少此列" in done.stderr
    assert not (tmp_path / "out").exists()
