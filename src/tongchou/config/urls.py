"""The addresses of the application: each door brings its own."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("console/", include("tongchou.console.urls")),
    path("api/", include("tongchou.api.urls")),
]

handler400 = "tongchou.web.errors.bad_request"
handler403 = "tongchou.web.errors.forbidden"
handler404 = "tongchou.web.errors.not_found"
handler500 = "tongchou.web.errors.failed"
