"""The ground of every room: areas, organisations, staff and rights, people, audit, events, released regulations."""
