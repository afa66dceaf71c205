"""The addresses of the console: those of the screens that the rooms made known."""

import tongchou.web.screens  # noqa: F401
from tongchou.web.site import site

app_name = site.name
urlpatterns = site.get_urls()
