"""``tongchou keys new | rotate``.

A rotation is an act. With ``--as`` it is that of an account, whose password is asked for; without, it is the machine's
own (SYSTEM), and the reason names the user of the operating system. Nobody is named on his word alone.
"""

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tongchou.commands.application import operating, refuse_for, say, warn
from tongchou.commands.output import Language
from tongchou.commands.settle import Lang

if TYPE_CHECKING:
    from tongchou.registry.rights import Actor

app = typer.Typer(no_args_is_help=True, help="证件号码的密钥：新建、更换 | keys of ID numbers: new, rotate")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="新文件 | a new file")],
    name: Annotated[str, typer.Option("--name", help="密钥名 | name of the key")] = "first",
    lang: Lang = Language.zh,
) -> None:
    """新建密钥文件，只有属主可读。| Make a file of keys for a new installation; its owner alone reads it."""
    with operating(lang):
        from tongchou.config.environment import write_private
        from tongchou.operation.faults import CannotOperate
        from tongchou.registry.secrets import check_name, new_keys

        check_name(name)
        if file.exists():
            raise CannotOperate(f"{file} 已经存在，不覆盖", f"{file} exists already and is left as it is")
        write_private(file, json.dumps(new_keys(name), indent=1))
        warn(
            f"已写入 {file}。请另存一份在安全处：丢了它，所有证件号码都读不出来。",
            f"{file} is written. Keep a copy in a safe place: without it no ID number can be read.",
            lang,
        )


@app.command()
def rotate(
    name: Annotated[
        str, typer.Option("--name", help="新密钥名，默认为日期 | name of the new key, the date by default")
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="不加新密钥，接着上次中断处办 | no new key, go on with the current one")
    ] = False,
    username: Annotated[str, typer.Option("--as", help="以此账号办理（问密码）| act as this account")] = "",
    reason: Annotated[str, typer.Option("--reason", help="事由 | reason")] = "",
    lang: Lang = Language.zh,
) -> None:
    """加一把新密钥并重新加密全部证件号码；可续办。| Add a key and encrypt every number anew; it can be resumed."""
    with operating(lang):
        from django.conf import settings

        from tongchou.operation.rotation import add_key, rotate_all
        from tongchou.registry import clock

        actor = _actor(username, lang)
        why = f"{reason.strip() or 'keys rotate'}（{getpass.getuser()}）"
        if not resume:
            added = add_key(Path(settings.KEYS_FILE), name or f"k{clock.today():%Y%m%d}", actor)
            say(f"新密钥 {added} 已成为当前密钥。", f"{added} is the current key from now on.", lang)
        changed = 0
        for step in rotate_all(actor, why):
            changed += step.changed
            if step.changed:
                say(f"  已重新加密 {changed}", f"  {changed} encrypted anew", lang)
        say(
            f"完成：{changed} 个证件号码换用了当前密钥。旧密钥请保留到用它写的备份都已作废。",
            f"Done: {changed} numbers came under the current key. Keep the old one while backups under it are kept.",
            lang,
        )


def _actor(username: str, lang: Language) -> "Actor":
    from django.contrib.auth import authenticate
    from django.http import HttpRequest

    from tongchou.registry import clock
    from tongchou.registry.models import Account
    from tongchou.registry.rights import SYSTEM, actor_of

    if not username:
        return SYSTEM
    password = typer.prompt("密码 | password", hide_input=True)
    request = HttpRequest()
    # failures are counted by account and address, and this machine is one
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    account = authenticate(request, username=username, password=password)
    if not isinstance(account, Account):
        refuse_for("用户名或密码不对", "user name or password is wrong", lang)
    return actor_of(account, clock.today())
