"""``tongchou settle-cluster``: a province's claims on a cluster of Spark."""

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.columns.cluster import REFUSED, NoCluster, failures, said_by, settle_frame, start
from tongchou.columns.faults import RefusedClaims
from tongchou.commands.batch import Plain, RegulationName
from tongchou.commands.output import REFUSALS, REQUEST, Language, console, entries_of, refuse
from tongchou.commands.settle import Lang, Reform
from tongchou.regulations.load import Regulation, load

SUCCESS = "_SUCCESS"
"""The file by which Spark says that a result is whole."""


def settle_cluster(
    claims: Annotated[str, typer.Argument(help="账单文件夹（Parquet，集群可读）| folder the cluster can read")],
    output: Annotated[str, typer.Option("-o", "--output", help="结算结果文件夹，不得已存在 | a new folder")],
    master: Annotated[str | None, typer.Option("--master", help="集群 | local[4], spark://HOST, yarn")] = None,
    partitions: Annotated[int, typer.Option("--partitions", min=1, help="分区数 | partitions")] = 200,
    regulation: RegulationName = "510400",
    reform: Reform = None,
    keep_bad: Annotated[
        bool, typer.Option("--keep-bad", help="错行以 refused 及原因列出，其余照常结算 | bad rows stay, with reasons")
    ] = False,
    plain: Plain = False,
    lang: Lang = Language.zh,
) -> None:
    """在 Spark 集群上结算账单。| Settle claims on a cluster."""
    try:
        rules = load(regulation, reform=reform)
        session = start(master)
    except NoCluster as missing:
        refuse([entry("--master", str(missing))], language=lang, about=REQUEST)
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), language=lang, about=REQUEST)
    new = not Path(output).exists()
    try:
        # what a worker refuses is told once below, not with the traceback of each attempt
        session.sparkContext.setLogLevel("FATAL")
        frame = settle_frame(
            session.read.parquet(claims),
            regulation,
            partitions=partitions,
            reform=reform,
            keep_bad=keep_bad,
            plain=plain,
        )
        frame.write.parquet(output)
        counted = session.read.parquet(output).groupBy("status").count().collect()
    except RefusedClaims as refused:
        refuse([entry(fault.column, fault.message(lang.value)) for fault in refused.faults], language=lang)
    except failures() as failed:
        # where no worker has said why (a folder that can't be read, a lost cluster), Spark's own words are shown
        refuse([entry("$", said) for said in said_by(failed) or [str(failed)]], language=lang)
    finally:
        session.stop()
        # only now is no task left that writes; on a file system of the cluster Spark alone has cleaned up
        if new and not (Path(output) / SUCCESS).exists():
            shutil.rmtree(output, ignore_errors=True)
    console.print(
        _done({row["status"]: row["count"] for row in counted}, rules, output, lang), highlight=False, soft_wrap=True
    )


def entry(path: str, message: str) -> dict[str, Any]:
    """Return a reason as what a refusal is shown from."""
    return {"path": path, "message": message}


def _done(counts: dict[str, int], rules: Regulation, output: str, lang: Language) -> str:
    bad = counts.pop(REFUSED, 0)
    rows = sum(counts.values())
    if lang == Language.zh:
        said = f"已按{rules.area.name_zh}办法（{rules.version}）结算 {rows} 行，写入 {output}"
        return f"{said}；另有 {bad} 行有误，未结算，见其 reason 列" if bad else said
    said = f"{rows} rows settled under the rules of {rules.area.name_en} ({rules.version}), written to {output}"
    return f"{said}; {bad} bad rows stand there with their reasons" if bad else said
