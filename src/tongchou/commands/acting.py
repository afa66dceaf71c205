"""Commands that work on the database: Django is set up only when one of them runs, so that all others start at once."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from tongchou.commands.output import REQUEST, Language, refuse

if TYPE_CHECKING:
    from tongchou.registry.rights import Actor

As = Annotated[str, typer.Option("--as", help="以哪个账号办理 | the account that acts")]


def open_database() -> None:
    """Set Django up for this process; the settings are those of the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    django.setup()


@contextmanager
def with_database(language: Language) -> Iterator[None]:
    """Set Django up, and leave with exit status 2 and the reason where an act is refused."""
    open_database()
    from django.utils.translation import override

    from tongchou.registry.acting import ChangedMeanwhile
    from tongchou.registry.refusals import Refused
    from tongchou.registry.rights import NotAllowed

    with override("zh-hans" if language == Language.zh else "en"):
        try:
            yield
        except (Refused, NotAllowed, ChangedMeanwhile) as refused:
            message = refused.zh if language == Language.zh else refused.en
            where = refused.where if isinstance(refused, Refused) else ""
            refuse(
                [{"path": where or "$", "found": None, "allowed": "", "message": message}],
                language=language,
                about=REQUEST,
            )


def actor_named(username: str, day: date) -> "Actor":
    """Return an account as an actor of a day; raise Refused where there is none that may log in."""
    from tongchou.registry.models import Account
    from tongchou.registry.refusals import Refused
    from tongchou.registry.rights import actor_of

    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise Refused(
            f"没有启用的账号 {username!r}；用 --as 写明办理人的用户名",
            f"there is no active account {username!r}; name the one that acts with --as",
            where="--as",
        )
    return actor_of(account, day)
