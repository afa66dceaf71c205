"""Whether the rules compile as they stand, and whether the compiled rule is the plain one.

The rules import nothing but themselves, so the check builds compiled twins: each function is made again from its own
code object, with globals in which every rule function it calls is that function's compiled twin. No source is changed
and none is written twice.
"""

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType

from numba import njit

Rule = Callable[..., object]

_RULES = "tongchou."
_TWINS: dict[FunctionType, Rule] = {}


def compiled(function: Rule) -> Rule:
    """Return the compiled twin of a rule function, with bounds checks on; the same twin at every call."""
    if not isinstance(function, FunctionType):
        raise TypeError(f"not a plain function: {function!r}")
    if function not in _TWINS:
        names = dict(function.__globals__)
        copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
        copy.__kwdefaults__ = function.__kwdefaults__
        copy.__qualname__ = function.__qualname__
        # Stored before its callees are made, so that a function may call itself. Numba reads the names only when it
        # compiles, at the first call.
        _TWINS[function] = njit(boundscheck=True)(copy)
        for name in _names_read(function.__code__):
            if name in names:
                names[name] = _twin_of_global(names[name])
    return _TWINS[function]


def assert_compiles_and_agrees(function: Rule, *samples: tuple[object, ...]) -> None:
    """Fail unless the function compiles and gives, type by type, the plain answer to each tuple of arguments."""
    if not samples:
        raise AssertionError(f"{function.__qualname__}: no sample, so nothing was compiled")
    twin = compiled(function)
    for sample in samples:
        plain = function(*sample)
        fast = twin(*sample)
        if not _integers_only(plain):
            raise AssertionError(f"{function.__qualname__}{sample} is {plain!r}: not integers only")
        if _with_types(plain) != _with_types(fast):
            raise AssertionError(f"{function.__qualname__}{sample} is {plain!r}, compiled it is {fast!r}")


def public_functions(module: ModuleType) -> dict[str, Rule]:
    """Return the public functions a module defines itself, by name, so that a test can demand a sample for each."""
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def _names_read(code: CodeType) -> Iterator[str]:
    """Yield the global and attribute names of a function and of the functions and comprehensions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_read(constant)


def _twin_of_global(value: object) -> object:
    """Return what stands in the compiled function's globals: twins of rule functions, also those of a rule module."""
    if isinstance(value, FunctionType) and value.__module__.startswith(_RULES):
        return compiled(value)
    if isinstance(value, ModuleType) and value.__name__.startswith(_RULES):
        twin = ModuleType(value.__name__)
        twin.__dict__.update(
            {
                name: compiled(part) if isinstance(part, FunctionType) and part.__module__.startswith(_RULES) else part
                for name, part in vars(value).items()
            }
        )
        return twin
    return value


def _integers_only(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_integers_only(part) for part in value)
    return isinstance(value, int)


def _with_types(value: object) -> object:
    """Return the value with the type of each part, for True equals 1 and a named tuple equals a plain one."""
    if isinstance(value, tuple):
        return type(value), tuple(_with_types(part) for part in value)
    return type(value), value
