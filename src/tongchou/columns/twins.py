"""Compiled twins of plain rule functions: the very code of ``rules``, made fast by numba.

The rules import nothing but themselves, so a function is made again from its own code object, with globals in which
every rule function it calls is that function's twin. No source is changed and none is written twice.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

Rule = Callable[..., Any]

_PRODUCT = "tongchou."
_TWINS: dict[tuple[FunctionType, tuple[tuple[str, Any], ...]], Rule] = {}


def numba_is_here() -> bool:
    """Return whether the extra ``bulk`` is installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def twin(function: Rule, **options: Any) -> Rule:
    """Return the compiled twin of a function of the product, the same one at every call with the same options.

    ``options`` are numba's. Raises TypeError for what is no plain function.
    """
    from numba import njit

    if not isinstance(function, FunctionType):
        raise TypeError(f"not a plain function: {function!r}")
    known = (function, tuple(sorted(options.items())))
    if known not in _TWINS:
        copy, names = _copied(function)
        # Stored before its callees are made, so that a function may call itself. Numba reads the names only when it
        # compiles, at the first call.
        _TWINS[known] = njit(**options)(copy)
        _replace_callees(function, names, options)
    return _TWINS[known]


def cached_twin(function: Rule, **options: Any) -> Rule:
    """Return a compiled twin whose machine code is kept between processes, as long as no source of the product changes.

    Numba looks at the source of the function alone; what it calls is part of the folder's name.
    """
    import numba

    if not isinstance(function, FunctionType):
        raise TypeError(f"not a plain function: {function!r}")
    copy, names = _copied(function)
    _replace_callees(function, names, options)
    # numba's settings are variables that it makes as it starts
    settings = vars(numba.config)
    before = settings["CACHE_DIR"]
    settings["CACHE_DIR"] = str(_cache_folder())
    try:
        return numba.njit(cache=True, **options)(copy)
    finally:
        settings["CACHE_DIR"] = before


def _copied(function: FunctionType) -> tuple[FunctionType, dict[str, Any]]:
    names = dict(function.__globals__)
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__qualname__ = function.__qualname__
    return copy, names


def _replace_callees(function: FunctionType, names: dict[str, Any], options: dict[str, Any]) -> None:
    for name in _names_read(function.__code__):
        if name in names:
            names[name] = _twin_of_global(names[name], options)


def _names_read(code: CodeType) -> Iterator[str]:
    """Yield the global and attribute names of a function and of the functions and comprehensions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_read(constant)


def _is_of_the_product(value: object) -> bool:
    return isinstance(value, FunctionType) and value.__module__.startswith(_PRODUCT)


def _twin_of_global(value: object, options: dict[str, Any]) -> object:
    """Return what stands in the compiled function's globals: twins of functions, also those of a module."""
    if isinstance(value, FunctionType) and _is_of_the_product(value):
        return twin(value, **options)
    if isinstance(value, ModuleType) and value.__name__.startswith(_PRODUCT):
        module = ModuleType(value.__name__)
        for name, part in vars(value).items():
            module.__dict__[name] = _twin_of_global(part, options) if _is_of_the_product(part) else part
        return module
    return value


def _cache_folder() -> Path:
    """Return the folder of compiled code that belongs to the sources, the interpreter and numba as they are."""
    import numba

    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(f"{sys.version} {numba.__version__}".encode())
    for source in sorted((*(package / "rules").rglob("*.py"), *(package / "columns").glob("*.py"))):
        digest.update(source.relative_to(package).as_posix().encode())
        digest.update(source.read_bytes())
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    folder = Path(home) / "tongchou" / digest.hexdigest()[:20]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"tongchou-{os.getuid()}" / digest.hexdigest()[:20]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
