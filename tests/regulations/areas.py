"""Small free-standing areas, written to a folder, that a test may spoil."""

from pathlib import Path

HEAD = """area: "990000"
name: {zh: 试验市, en: Trial City}
level: city
in_force: {from: 2024-01-01, to: 2025-12-31}
documents:
  trial: {title: 试验市居民医保办法}
"""


def value(path: str, unit: str, text: str, first: str = "2024-01-01", rest: str = "") -> str:
    """Return one parameter with one cited value as YAML."""
    return f"""{path}:
  unit: {unit}
  values:
    - from: {first}
      document: trial
      article: 第一条
      status: assumed
      confidence: D
      value: {text}
{rest}"""


def write_area(folder: Path, *topics: str, head: str = HEAD, bounds: str = "") -> Path:
    """Write an area and return its folder; each topic becomes a file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "area.yaml").write_text(head, encoding="utf-8")
    for number, topic in enumerate(topics):
        (folder / f"topic{number}.yaml").write_text(topic, encoding="utf-8")
    if bounds:
        (folder / "bounds.yaml").write_text(bounds, encoding="utf-8")
    return folder
