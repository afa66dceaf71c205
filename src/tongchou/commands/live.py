"""What ``./run`` adds to ``tongchou demo``: the database, the screens, and the city that fills them."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from tongchou.city.small import City
from tongchou.commands.output import Language, console, errors, number_of

if TYPE_CHECKING:
    from tongchou.demo import application, serving


def go_live(city: City, folder: Path, once: bool, lang: Language) -> None:
    """Make the database, serve it, fill it, and print addresses and log-ins; wait until the user ends it.

    With ``once`` every address is fetched and the database is checked instead; leaves with exit status 1 where
    something does not hold.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    os.environ.setdefault("TONGCHOU_HOME", str(folder.absolute()))
    import django

    django.setup()
    from django.utils import translation

    from tongchou.config.environment import WrongSettings
    from tongchou.demo import application, serving
    from tongchou.registry.refusals import Refused

    number = 0 if lang == Language.zh else 1
    try:
        ready = application.prepare(city)
        with serving.serving(serving.free_port(), folder / "log" / "server.log") as address:
            _show_doors(address, serving.doors(), number)
            if not ready:
                _fill(city, number)
            with translation.override(("zh-hans", "en")[number]):
                _show_log_ins(application.log_ins(), number)
            if once:
                _check(city, address, number)
            else:
                _wait(number)
    except (Refused, WrongSettings, serving.NoServer) as wrong:
        errors.print(str(wrong), markup=False)
        raise typer.Exit(2) from wrong


def _show_doors(address: str, doors: "list[serving.Door]", number: int) -> None:
    console.print((f"网页服务已启动：{address}", f"The web server answers at {address}")[number], style="bold")
    for door in doors:
        console.print(f"  {address}{door.path}  {(door.zh, door.en)[number]}", highlight=False, soft_wrap=True)


def _fill(city: City, number: int) -> None:
    from tongchou.demo import application

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, int] = {}

        def told(zh: str, en: str, done: int, of: int) -> None:
            words = (zh, en)[number]
            if words not in tasks:
                for earlier in tasks.values():
                    bar.update(earlier, completed=1, total=1, visible=False)  # type: ignore[arg-type]
                tasks[words] = bar.add_task(words, total=of)
            bar.update(tasks[words], completed=done, total=of)  # type: ignore[arg-type]

        began = time.perf_counter()
        application.fill(city, told)
    spent = time.perf_counter() - began
    console.print(
        (f"城市已入库，用时 {spent:.1f} 秒。", f"The city is in the database, after {spent:.1f} s.")[number],
        highlight=False,
    )


def _show_log_ins(shown: "list[application.LogIn]", number: int) -> None:
    heads = ("用户名", "口令", "岗位", "管辖"), ("user name", "pass phrase", "post", "area")
    title = (
        "演示账号（口令每次启动新生成，只显示这一次）",
        "Demonstration accounts (pass phrases are new at each start and shown only now)",
    )[number]
    table = Table(*heads[number], title=title, title_justify="left")
    for each in shown:
        table.add_row(each.username, each.phrase, each.post, each.area)
    console.print(table)


def _check(city: City, address: str, number: int) -> None:
    from tongchou.demo import application, serving
    from tongchou.demo.check import first_of

    doors = serving.doors()
    for path in ("/", *(door.path for door in doors)):
        status = serving.status_of(address + path)
        if status >= 500 or (path != "/" and status != 200):
            errors.print(f"{address}{path}: {status}", style="bold red")
            raise typer.Exit(1)
    held = first_of(application.stands(city))
    if held.disagreement is not None:
        errors.print((held.disagreement.zh, held.disagreement.en)[number], style="bold red", markup=False)
        raise typer.Exit(1)
    said = (
        f"已核对：{len(doors) + 1} 个地址有回答，库中人数与城市一致，经办记录校验无误。",
        f"Checked: {number_of(len(doors) + 1, 'page')} answered, the people in the database are the city's, "
        "the audit verifies.",
    )[number]
    console.print(said, style="bold green", highlight=False, soft_wrap=True)


def _wait(number: int) -> None:
    """Wait until the user ends it; the server seals what its screens write."""
    console.print(("按 Ctrl-C 结束。", "Ctrl-C ends it.")[number])
    try:
        while True:
            time.sleep(60)
    except KeyboardInterrupt:
        console.print("")
