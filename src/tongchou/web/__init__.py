"""What every screen needs: pages and their rights, forms that call actions, lists without rights of their own, log-in.

A room below this floor can't hold its own screens; those of the registry stand in ``web/registry``. Rooms above bring
theirs in ``admin.py`` and ``views.py`` and make them known by ``pages.page`` and ``site.console_list``.
"""
