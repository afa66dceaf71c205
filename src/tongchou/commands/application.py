"""What the commands of the application share: Django is set up when one of them runs, and by no other command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from tongchou.commands.output import REQUEST, Language, errors, refuse


def set_up(language: Language) -> None:
    """Set Django up from the environment; refuse where the environment is wrong."""
    import django
    from django.apps import apps
    from django.utils import translation

    from tongchou.config.environment import WrongSettings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.config.settings")
    try:
        # once a process: it lays out the logs anew
        if not apps.ready:
            django.setup()
    except WrongSettings as wrong:
        refuse_for(str(wrong), str(wrong), language)
    translation.activate("zh-hans" if language == Language.zh else "en")


@contextmanager
def operating(language: Language) -> Iterator[None]:
    """Set Django up, and show in words why an operation can't be done."""
    set_up(language)
    # whatever the application writes is its owner's alone to read
    kept = os.umask(0o077)
    from django.db import Error

    from tongchou.config.environment import WrongSettings
    from tongchou.operation.faults import CannotOperate
    from tongchou.registry.refusals import Refused
    from tongchou.registry.rights import NotAllowed
    from tongchou.registry.secrets import Unreadable

    try:
        yield
    except (CannotOperate, Refused, NotAllowed) as wrong:
        refuse_for(wrong.zh, wrong.en, language)
    except (WrongSettings, Unreadable) as wrong:
        refuse_for(str(wrong), str(wrong), language)
    except Error as wrong:
        said = str(wrong).strip()
        refuse_for(
            f"数据库拒绝了：{said}。请核对 TONGCHOU_DATABASE，或先运行 tongchou migrate",
            f"the database refused: {said}. Check TONGCHOU_DATABASE, or run tongchou migrate first",
            language,
        )
    finally:
        os.umask(kept)


def refuse_for(zh: str, en: str, language: Language) -> NoReturn:
    """Show why something can't be done, and leave."""
    message = zh if language == Language.zh else en
    refuse([{"path": "", "found": "", "allowed": "", "message": message}], language=language, about=REQUEST)


def say(zh: str, en: str, language: Language) -> None:
    """Print a line in the language that is asked for."""
    typer.echo(zh if language == Language.zh else en)


def warn(zh: str, en: str, language: Language) -> None:
    """Print a warning so that nobody overlooks it."""
    errors.print(zh if language == Language.zh else en, style="bold red", markup=False)
