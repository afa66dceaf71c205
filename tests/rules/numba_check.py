"""Whether the rules compile as they stand, and whether the compiled rule is the plain one."""

import inspect
from types import ModuleType

from tongchou.columns.twins import Rule, twin


def compiled(function: Rule) -> Rule:
    """Return the compiled twin of a rule function, with bounds checks on; the same twin at every call."""
    return twin(function, boundscheck=True)


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


def _integers_only(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_integers_only(part) for part in value)
    return isinstance(value, int)


def _with_types(value: object) -> object:
    """Return the value with the type of each part, for True equals 1 and a named tuple equals a plain one."""
    if isinstance(value, tuple):
        return type(value), tuple(_with_types(part) for part in value)
    return type(value), value
