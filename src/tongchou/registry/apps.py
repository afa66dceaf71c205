"""The room's entry for Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """People, organisations, rights, audit, releases."""

    name = "tongchou.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make every kind of proposal known, whichever door asks first."""
        import tongchou.registry.actions.families
        import tongchou.registry.actions.families_bulk
        import tongchou.registry.actions.organisations
        import tongchou.registry.actions.releases  # noqa: F401
