"""Catalogues of translations: a ``.po`` is read, and the ``.mo`` that gettext reads is made from it, byte for byte.

    python -m tongchou.web.catalogue        # makes every .mo of this floor anew

No tool beside Python is needed. Known are entries, plurals, contexts and comments; nothing fuzzy is taken.
"""

import ast
import struct
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
MAGIC = 0x950412DE


def read_po(text: str) -> dict[str, str]:
    """Return what gettext looks up → what it finds, of the text of a ``.po``."""
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    part = ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if not line:
            if "msgid" in entry:
                found[_key(entry)] = _value(entry)
            entry, part = {}, ""
        elif line.startswith('"'):
            entry[part] += ast.literal_eval(line)
        elif not line.startswith("#"):
            part, _, rest = line.partition(" ")
            entry[part] = ast.literal_eval(rest)
    return found


def _key(entry: dict[str, str]) -> str:
    context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
    plural = f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else ""
    return context + entry["msgid"] + plural


def _value(entry: dict[str, str]) -> str:
    if "msgstr" in entry:
        return entry["msgstr"]
    return "\0".join(entry[name] for name in sorted(entry) if name.startswith("msgstr["))


def made_mo(found: dict[str, str]) -> bytes:
    """Return the ``.mo`` of a catalogue: keys in order, no hash table."""
    entries = sorted((key.encode(), value.encode()) for key, value in found.items() if value)
    start = 28 + 16 * len(entries)
    keys, values = b"", b""
    places: list[tuple[int, int, int, int]] = []
    for key, value in entries:
        places.append((len(key), len(keys), len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(entries), 28, 28 + 8 * len(entries), 0, start)
    originals = b"".join(struct.pack("<2I", length, start + place) for length, place, _, _ in places)
    start += len(keys)
    translated = b"".join(struct.pack("<2I", length, start + place) for _, _, length, place in places)
    return head + originals + translated + keys + values


def catalogues() -> list[Path]:
    """Return every ``.po`` of this floor."""
    return sorted(LOCALE.rglob("*.po"))


def main() -> None:
    """Make every ``.mo`` anew."""
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(made_mo(read_po(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
