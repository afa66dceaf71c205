"""The registry's own screens: people, proposals, organisations, areas, staff, audit, releases.

They stand here and not in the registry because the registry is below ``web`` and may not import it; every other room
is above and holds its own.
"""

import tongchou.web.registry.areas
import tongchou.web.registry.audit
import tongchou.web.registry.families
import tongchou.web.registry.organisations
import tongchou.web.registry.people
import tongchou.web.registry.people_forms
import tongchou.web.registry.person
import tongchou.web.registry.proposals
import tongchou.web.registry.release_drafts
import tongchou.web.registry.releases
import tongchou.web.registry.staff
import tongchou.web.registry.two_people  # noqa: F401
