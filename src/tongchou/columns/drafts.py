"""Files that take their names only when everything is done, so that nobody finds half of one."""

import os
from pathlib import Path


class Drafts:
    """Drafts beside the files that they become."""

    def __init__(self) -> None:
        """Begin with none."""
        self._drafts: dict[Path, Path] = {}
        self._folders: list[Path] = []

    def of(self, goal: Path) -> Path:
        """Return where to write what becomes ``goal``; its folder is made."""
        missing = [folder for folder in (goal.parent, *goal.parent.parents) if not folder.exists()]
        goal.parent.mkdir(parents=True, exist_ok=True)
        self._folders = [*missing, *self._folders]
        draft = goal.with_name(f".{goal.name}.{os.getpid()}.part")
        self._drafts[goal] = draft
        return draft

    def keep(self) -> None:
        """Give every draft its name, in place of what stood there."""
        for goal, draft in self._drafts.items():
            draft.replace(goal)
        self._drafts, self._folders = {}, []

    def drop(self) -> None:
        """Remove the drafts that have not been kept, and the folders made for them."""
        for draft in self._drafts.values():
            draft.unlink(missing_ok=True)
        for folder in self._folders:
            if not any(folder.iterdir()):
                folder.rmdir()
        self._drafts, self._folders = {}, []
