"""A process that does acts by chance until it is killed: ``python -m tests.registry.worker ADDRESS HOME SEED``."""

import os
import random
import sys
from datetime import timedelta

import django


def main() -> None:
    """Do acts by chance in a database, sealing now and then; say so on every tenth."""
    address, home, seed = sys.argv[1:]
    os.environ.update(DJANGO_SETTINGS_MODULE="tongchou.config.settings", TONGCHOU_HOME=home, TONGCHOU_DATABASE=address)
    django.setup()
    from tests.registry.conftest import NOON
    from tests.registry.playing import Play
    from tongchou.registry import clock
    from tongchou.registry.actions.sealing import seal
    from tongchou.registry.models import Account

    play = Play(random.Random(int(seed)), list(Account.objects.all()), NOON + timedelta(days=int(seed) * 1_000))
    number = 0
    while True:
        play.step()
        number += 1
        if number % 7 == 0:
            with clock.clock_at(play.moment):
                seal(5)
        if number % 10 == 0:
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


main()
