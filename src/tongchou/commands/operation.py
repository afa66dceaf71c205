"""``tongchou migrate | serve | seal | backup | restore``."""

from pathlib import Path
from typing import Annotated

import typer

from tongchou.commands.application import operating, say, warn
from tongchou.commands.output import Language
from tongchou.commands.settle import Lang


def migrate(lang: Lang = Language.zh) -> None:
    """建立数据库，或更新到本版本。| Make or update the database."""
    with operating(lang):
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        from tongchou.operation.state import waiting_migrations

        Path(settings.HOME).mkdir(parents=True, exist_ok=True)
        if connection.vendor == "sqlite":
            Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        waiting = waiting_migrations()
        call_command("migrate", interactive=False, verbosity=0)
        for app, name in waiting:
            typer.echo(f"  {app} {name}")
        say(f"数据库已就绪，办理了 {len(waiting)} 个迁移。", f"The database is ready; {len(waiting)} migrations.", lang)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听地址 | address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="端口 | port")] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="进程数（SQLite 只能是 1）| processes, 1 on SQLite")
    ] = 1,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="证书 | certificate")] = None,
    certificate_key: Annotated[Path | None, typer.Option("--certificate-key", help="私钥 | its key")] = None,
    lang: Lang = Language.zh,
) -> None:
    """启动服务与封印；SIGTERM 则办完手头请求后停止。| Serve and seal until SIGTERM."""
    with operating(lang):
        from tongchou.operation.serving import Place, check_before_serving
        from tongchou.operation.serving import serve as serve_at

        place = Place(host, port, workers, certificate, certificate_key)
        check_before_serving(place)
        say("统筹正在服务，按 Ctrl-C 停止：", "tongchou serves; Ctrl-C stops it:", lang)
        for path, zh, en in (
            ("/", "工作台", "console"),
            ("/api/v1/docs", "接口文档", "API"),
            ("/readyz", "就绪探针", "readiness"),
        ):
            say(f"  {zh}  {place.address}{path}", f"  {en}  {place.address}{path}", lang)
        serve_at(place)


def seal(lang: Lang = Language.zh) -> None:
    """封印尚未封印的经办记录（serve 会自动进行）。| Seal what waits; `serve` does it by itself."""
    with operating(lang):
        from tongchou.operation.sealer import seal_all

        sealed = seal_all()
        say(f"封印了 {sealed} 条经办记录。", f"{sealed} audit rows sealed.", lang)


def backup(
    target: Annotated[Path, typer.Argument(help="新文件夹 | a new folder")],
    with_keys: Annotated[
        Path | None, typer.Option("--with-keys", help="另把密钥写入此新文件 | write the keys into this new file too")
    ] = None,
    lang: Lang = Language.zh,
) -> None:
    """备份某一时刻的全部数据，不停业务；不含密钥。| Back everything up while it goes on; keys are not in it."""
    with operating(lang):
        from tongchou.operation.backup import back_up, write_keys

        if with_keys is not None:
            write_keys(with_keys)
        manifest = back_up(target)
        rows = sum(manifest.rows.values())
        say(
            f"已备份到 {target}：{len(manifest.files)} 个文件，{len(manifest.rows)} 张表 {rows} 行，"
            f"{len(manifest.seals)} 条封印链。",
            f"Backed up into {target}: {len(manifest.files)} files, {rows} rows of {len(manifest.rows)} tables, "
            f"{len(manifest.seals)} chains of seals.",
            lang,
        )
        if with_keys is None:
            say(
                "备份中没有密钥，没有密钥就读不出证件号码：密钥文件须另行保管一份。",
                "The keys are not in it, and without them no ID number can be read: keep a copy of them elsewhere.",
                lang,
            )
        else:
            warn(
                f"注意：{with_keys} 是全部证件号码的密钥。切勿与备份放在一处，切勿经网络明文传送。",
                f"Take care: {with_keys} holds the keys of every ID number. Never keep it beside the backup, never "
                "send it in clear.",
                lang,
            )


def restore(
    source: Annotated[Path, typer.Argument(help="备份的文件夹 | folder of a backup")],
    keys: Annotated[
        Path | None, typer.Option("--keys", help="--with-keys 写出的密钥文件 | the file that --with-keys wrote")
    ] = None,
    lang: Lang = Language.zh,
) -> None:
    """把备份恢复到空的数据库，并核对。| Restore a backup into an empty database, and verify it."""
    with operating(lang):
        from tongchou.operation.restore import restore as restore_from

        done = restore_from(source, keys)
        for zh, en in done.differences:
            say(f"  {zh}", f"  {en}", lang)
        for each in done.found:
            say(f"  {each.table} {each.key}：{each.zh}", f"  {each.table} {each.key}: {each.en}", lang)
        if not done.whole:
            warn("恢复的数据与备份清单或经办记录不符，请勿启用。", "It differs from what was; don't use it.", lang)
            raise typer.Exit(1)
        rows = sum(done.manifest.rows.values())
        say(
            f"已恢复 {done.manifest.made_at} 的备份：{rows} 行，封印与行摘要全部相符。",
            f"Restored the backup of {done.manifest.made_at}: {rows} rows; every seal and digest fits.",
            lang,
        )
