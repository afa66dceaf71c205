"""Why something of operation is not done: what, why, and what to do."""


class CannotOperate(Exception):
    """An operation that can't be done as asked; what was there is as it was."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both texts."""
        self.zh, self.en = zh, en
        super().__init__(f"{zh} | {en}")
