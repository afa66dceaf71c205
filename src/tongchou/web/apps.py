"""The room's entry for Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, forms, lists, log-in."""

    name = "tongchou.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
