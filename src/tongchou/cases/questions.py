"""A file of questions (version 1) read, answered and told: what ``tongchou ask`` prints.

The form and the answer are described in ``docs/questions.md``. All faults are found, not only the first; with one fault
nothing is answered.
"""

from typing import Any, NamedTuple

from tongchou.cases.answer import LANGUAGES, grounds
from tongchou.cases.chapter2 import QUESTIONS, Contradiction, answer_question, contradicted, read_question
from tongchou.cases.faults import CaseFault, RefusedCase, no_answer, shown
from tongchou.cases.fields import Fields
from tongchou.cases.form import each_once, read_head
from tongchou.cases.told import Answered, Told
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.load import Regulation
from tongchou.rules.days import first_of_year

TOP = ("version", "regulation", "questions")


class Asked(NamedTuple):
    """One question of a file."""

    path: str
    id: str
    word: str
    """One of :data:`~tongchou.cases.chapter2.QUESTIONS`."""
    fields: Any
    """What its reader made of it."""


class Questions(NamedTuple):
    """A file of questions."""

    regulation: str
    asked: tuple[Asked, ...]


def read_questions(value: Any, regulation: str = "") -> Questions:
    """Return the questions of a file; raise RefusedCase with every fault of its form.

    ``regulation`` stands in for the file's own where it is given.
    """
    faults: list[CaseFault] = []
    named, found = read_head(value, TOP, regulation, faults)
    asked = tuple(_asked(item, path, faults) for item, path in found)
    each_once(faults, [(f"{each.path}.id", each.id) for each in asked], "问题编号", "question id")
    if faults:
        raise RefusedCase(faults)
    return Questions(regulation or named, asked)


def _asked(value: Any, path: str, faults: list[CaseFault]) -> Asked:
    fields = Fields(value, path, faults, ("id", *QUESTIONS))
    if not fields.is_mapping:
        return Asked(path, "", "", None)
    name = fields.text("id", needed=True)
    words = [word for word in QUESTIONS if word in fields.values]
    if len(words) != 1:
        found = " + ".join(words) or shown(value)
        zh, en = "须恰有一个问题", "exactly one question is needed"
        faults.append(CaseFault(path, found, " | ".join(QUESTIONS), zh, en))
        return Asked(path, name, "", None)
    asked = read_question(words[0], fields.values[words[0]], fields.at(words[0]), faults)
    return Asked(path, name, words[0], asked)


def answer_questions(questions: Questions, regulation: Regulation) -> list[Answered]:
    """Return the answer to each question; raise RefusedCase with every one that can't be answered, and answer none."""
    faults: list[CaseFault] = []
    answers = []
    for asked in questions.asked:
        path = f"{asked.path}.{asked.word}"
        try:
            answers.append(answer_question(asked.word, asked.fields, regulation))
        except NotInForce as missing:
            day = first_of_year(asked.fields.year)
            faults.append(no_answer(path, day, missing, "不能答复", "can't be answered"))
        except Contradiction as wrong:
            faults.append(contradicted(path, wrong))
    if faults:
        raise RefusedCase(faults)
    return answers


def told_answer(asked: Asked, answered: Answered, regulation: Regulation, language: str = "zh") -> dict[str, Any]:
    """Return one object of what ``tongchou ask`` prints."""
    account = answered.told(LANGUAGES[language])
    return {
        "id": asked.id,
        "question": asked.word,
        **answered.results,
        "sentence": account.sentence,
        "regulation": regulation.area.code,
        "regulation_version": regulation.version,
        "explanation": [_step(step) for step in account.steps],
    }


def _step(step: Told) -> dict[str, Any]:
    key = "amount" if step.is_money else "value"
    return {"step": step.step, key: step.value, "text": step.text, **grounds(step.cited)}
