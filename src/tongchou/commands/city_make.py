"""``tongchou city make``: a synthetic city of any size, as Parquet tables in a folder."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tongchou.city.faults.written import plant_in
from tongchou.city.files import write_city
from tongchou.commands.output import REQUEST, Language, console, errors, number_of, refuse
from tongchou.commands.settle import Lang

MOST = 5_000_000
"""Residents: more than the largest prefecture's scheme holds."""

FIRST_YEAR, LAST_YEAR = 2023, 2026
"""For which years the rules of waiting and the premium are known."""


def make_tables(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹 | folder of the city's tables")],
    residents: Annotated[int, typer.Option("--residents", min=2_000, max=MOST, help="居民人数 | residents")] = 100_000,
    year: Annotated[int, typer.Option("--year", min=FIRST_YEAR, max=LAST_YEAR, help="（最后）年度 | last year")] = 2025,
    years: Annotated[int, typer.Option("--years", min=1, max=4, help="几年 | how many years")] = 1,
    seed: Annotated[int, typer.Option("--seed", help="随机种子 | seed")] = 1,
    lines: Annotated[bool, typer.Option("--lines", help="并写每张账单的明细 | also the lines of every bill")] = False,
    faults: Annotated[bool, typer.Option("--faults", help="埋设差错并附答案 | plant faults, with a key")] = False,
    lang: Lang = Language.zh,
) -> None:
    """造一座任意大小的虚构城市。| A synthetic city of any size, as tables."""
    number = 0 if lang == Language.zh else 1
    first = year - years + 1
    if first < FIRST_YEAR:
        early = (
            f"--years {years}：{FIRST_YEAR} 年以前的办法没有公开，最多 {year - FIRST_YEAR + 1} 年",
            f"--years {years}: the rules before {FIRST_YEAR} are not public; at most {year - FIRST_YEAR + 1}",
        )
        _refuse("--years", str(years), early[number], lang)
    if any(folder.glob("*.parquet")):
        taken = f"{folder} 里已有表，请换一个文件夹", f"{folder} holds tables already; name another folder"
        _refuse("FOLDER", str(folder), taken[number], lang)
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=errors, transient=True)
    with bar:
        tasks: dict[str, TaskID] = {}

        def tell(name: str, done: int, parts: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=parts)
            bar.update(tasks[name], completed=done, total=parts)

        try:
            # lines are made once, of the bills as they stand in the end
            before = lines and not faults
            people = write_city(folder, residents, range(first, year + 1), seed, lines=before, progress=tell)
            planted = (
                plant_in(folder, seed, progress=lambda name: tell(f"{name} *", 1, 1), lines=lines) if faults else None
            )
        except OSError as wrong:
            why = os.strerror(wrong.errno) if wrong.errno else str(wrong)
            _refuse("FOLDER", str(folder), f"{folder}: {why}", lang)
    insured = people.residents.num_rows
    said = (
        f"{folder}：居民 {insured} 人，{first}–{year} 年账单；看统计：tongchou city report {folder}",
        f"{folder}: {number_of(insured, 'resident')}, bills of {first}-{year}; next: tongchou city report {folder}",
    )[number]
    console.print(said, markup=False, highlight=False, soft_wrap=True)
    if planted is not None:
        said = (
            f"埋设 {planted.num_rows} 例（含似是而非者），答案见 {folder / 'answers.parquet'}",
            f"{number_of(planted.num_rows, 'case')} planted (look-alikes too), key in {folder / 'answers.parquet'}",
        )[number]
        console.print(said, markup=False, highlight=False, soft_wrap=True)


def _refuse(path: str, found: str, message: str, lang: Language) -> None:
    refuse([{"path": path, "found": found, "allowed": "", "message": message}], language=lang, about=REQUEST)
