"""The room's entry for Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Menus, addresses, policy."""

    name = "tongchou.console"
    label = "console"
