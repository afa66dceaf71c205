"""Sets Django up for tests, once a process, with a home of its own."""

import os
from pathlib import Path

import django
from django.conf import settings


def set_up(folder: Path) -> None:
    """Set Django up once a process, with a home of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.config.settings"
    os.environ["TONGCHOU_HOME"] = str(folder)
    for name in ("TONGCHOU_MODE", "TONGCHOU_DATABASE", "TONGCHOU_KEYS_FILE", "TONGCHOU_SECRET_FILE"):
        os.environ.pop(name, None)
    django.setup()
    # each test client would look through all static files
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
