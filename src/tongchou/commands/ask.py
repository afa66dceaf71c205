"""``tongchou ask``."""

from pathlib import Path
from typing import Annotated

import typer

from tongchou.cases.questions import Asked, answer_questions, read_questions, told_answer
from tongchou.cases.text import read_case_text
from tongchou.cases.told import Answered
from tongchou.commands.output import ASKING, Language, print_json, read_all
from tongchou.commands.settle import Books, JsonErrors, Lang, Reform, RegulationName
from tongchou.regulations.load import Regulation


def ask_file(file: Path, books: Books, regulation: str) -> tuple[list[tuple[Asked, Answered]], Regulation]:
    """Read and answer one file of questions; raise one of REFUSALS."""
    questions = read_questions(read_case_text(file), regulation)
    rules = books.get(questions.regulation, Path() if regulation else file.parent).regulation
    return list(zip(questions.asked, answer_questions(questions, rules), strict=True)), rules


def ask(
    files: Annotated[list[Path], typer.Argument(help="问题文件（YAML 或 JSON）| files of questions")],
    lang: Lang = Language.zh,
    json_errors: JsonErrors = False,
    regulation: RegulationName = "",
    reform: Reform = None,
    compact: Annotated[bool, typer.Option("--compact", help="单行 JSON | JSON on one line")] = False,
) -> None:
    """答复参保与筹资的问题：何时享受、应缴多少、谁出钱。| Answer who is covered from when, what is due, who pays."""
    books = Books(reform)
    answered = read_all(
        files, lambda file: ask_file(file, books, regulation), as_json=json_errors, language=lang, about=ASKING
    )
    answers = [
        {**head, **told_answer(asked, each, rules, lang.value)}
        for head, (found, rules) in answered
        for asked, each in found
    ]
    print_json({"version": 1, "answers": answers}, compact)
