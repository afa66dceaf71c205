"""What a regulation must satisfy as a whole, one concern a module; :mod:`~tongchou.regulations.check` asks them all."""
