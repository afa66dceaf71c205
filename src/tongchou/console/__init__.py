"""The door of staff: it assembles menus, addresses and settings; the screens are the rooms' own."""
