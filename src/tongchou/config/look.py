"""How Unfold, the frame of the console, is set: our colours, our menus, no theme of the night.

The colours are celadon on paper: quiet beside red for money and for what is wrong. Every pair of text and ground
has at least 4.5 to 1.
"""

from typing import Any

PRIMARY = {
    "50": "#f0f8f7",
    "100": "#d9edeb",
    "200": "#b5dbd8",
    "300": "#85c1bd",
    "400": "#54a19e",
    "500": "#2f8280",
    "600": "#176b6b",
    "700": "#145758",
    "800": "#134647",
    "900": "#123a3b",
    "950": "#072324",
}
BASE = {
    "50": "#f8f8f6",
    "100": "#f0f0ec",
    "200": "#e2e2dc",
    "300": "#cdcdc5",
    "400": "#6f716b",
    "500": "#5f615c",
    "600": "#4b4d49",
    "700": "#3a3c39",
    "800": "#262826",
    "900": "#181a19",
    "950": "#0e100f",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "tongchou.console.menus.site_title",
    "SITE_HEADER": "tongchou.console.menus.site_title",
    "SITE_URL": None,
    "SITE_SYMBOL": "spa",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "6px",
    "COLORS": {"base": BASE, "primary": PRIMARY},
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "tongchou.console.menus.icon"}],
    "STYLES": ["tongchou.console.menus.style"],
    "SCRIPTS": ["tongchou.console.menus.script"],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "tongchou.console.menus.navigation",
    },
}
