"""The law as data: areas with dated, cited values in YAML, and their reader.

One folder an area (``cn``, ``cn-51`` Sichuan, ``cn-5104`` Panzhihua …) under ``areas/``; a value of the city stands
before one of the province, and that before one of the nation. ``docs/regulation-authoring.md`` explains the format.
"""
