"""``tongchou audit verify | sheet``."""

from pathlib import Path
from typing import Annotated

import typer

from tongchou.commands.application import operating, say, warn
from tongchou.commands.output import Language, print_json
from tongchou.commands.settle import Lang

app = typer.Typer(no_args_is_help=True, help="经办记录：校验、日封印单 | the audit: verify, daily sheet")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON | print JSON")]


@app.command()
def verify(
    as_json: AsJson = False,
    printed: Annotated[
        list[Path] | None,
        typer.Option(
            "--sheet", help="以前 audit sheet --json 的文件，可多个 | files of audit sheet --json, kept apart"
        ),
    ] = None,
    lang: Lang = Language.zh,
) -> None:
    """逐行校验，有不符则列出，退出码 1。| Name every row that differs."""
    with operating(lang):
        from tongchou.operation.sheet import printed_seals
        from tongchou.registry.queries import audit

        found = list(audit.verify(printed_seals(printed or [])))
        if as_json:
            print_json(
                {"found": [{"table": each.table, "key": each.key, "zh": each.zh, "en": each.en} for each in found]}
            )
        else:
            for each in found:
                say(f"{each.table} {each.key}：{each.zh}", f"{each.table} {each.key}: {each.en}", lang)
            if found:
                warn(f"{len(found)} 处不符。", f"{len(found)} found.", lang)
            else:
                say("经办记录、封印与数据全部相符。", "Every audit row, seal and digest fits.", lang)
    if found:
        raise typer.Exit(1)


@app.command()
def sheet(as_json: AsJson = False, lang: Lang = Language.zh) -> None:
    """日封印单：各链最后一个封印，打印签字后另行保管。| The daily sheet: the last seal of each chain, to be printed."""
    with operating(lang):
        from tongchou.operation.sheet import sheet_now

        now = sheet_now()
        if as_json:
            print_json(
                {
                    "at": now.at.isoformat(),
                    "waiting": now.waiting,
                    "overdue": now.overdue,
                    "seals": [{**line._asdict(), "sealed_at": line.sealed_at.isoformat()} for line in now.lines],
                }
            )
            return
        say(f"日封印单  {now.at:%Y-%m-%d %H:%M:%S}", f"Daily sheet of seals  {now.at:%Y-%m-%d %H:%M:%S}", lang)
        for line in now.lines:
            typer.echo("")
            say(
                f"{line.area} {line.name}  第 {line.number} 号  {line.sealed_at:%Y-%m-%d %H:%M:%S}",
                f"{line.area} {line.name}  no. {line.number}  {line.sealed_at:%Y-%m-%d %H:%M:%S}",
                lang,
            )
            # in groups of eight, as one compares them by eye
            typer.echo("    " + " ".join(line.hash[place : place + 8] for place in range(0, 64, 8)))
        typer.echo("")
        say(
            f"待封印 {now.waiting} 条，其中逾时 {now.overdue} 条。",
            f"{now.waiting} rows wait for a seal, {now.overdue} of them too long.",
            lang,
        )
        say("打印人：____________  复核人：____________", "printed by ____________  checked by ____________", lang)
