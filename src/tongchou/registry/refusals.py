"""Why an act is refused: what, where, why, and what to do, in both languages."""


class Refused(Exception):
    """An act that can't be done as asked; nothing was written."""

    def __init__(self, zh: str, en: str, *, where: str = "", article: str = "") -> None:
        """Keep both texts, the field it is about, and the article it rests on."""
        self.zh, self.en, self.where, self.article = zh, en, where, article
        super().__init__(f"{where}: {zh} | {en}" if where else f"{zh} | {en}")
