"""Forms that call actions: what was typed is parsed here, what may be done and written is the action's matter."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tongchou.registry import clock
from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.words import both
from tongchou.web.fields import Lookup
from tongchou.web.requests import StaffRequest, said, shown

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise


class ActionForm(forms.Form):
    """A form of one act. A refusal of the action stands at its field, or at the top; nothing typed is lost."""

    title: ClassVar["StrPromise | str"] = ""
    intro: ClassVar["StrPromise | str"] = ""
    button: ClassVar["StrPromise | str"] = both("保存", "Save")
    done: ClassVar["StrPromise | str"] = both("已办理", "Done")
    dangerous: ClassVar[bool] = False
    """Whether the button asks once more."""
    use_required_attribute = False
    """The server tells what is missing, in the language of the account and not of the browser."""

    def __init__(self, *args: Any, actor: Actor, subject: Any = None, **kwargs: Any) -> None:
        """Keep who acts, and on what."""
        self.actor, self.subject = actor, subject
        self.result: Any = None
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, Lookup):
                field.actor = actor
            field.widget.attrs.setdefault("class", "tc-input")
            field.widget.attrs.setdefault("autocomplete", "off")
            if name == "day":
                field.initial = field.initial or clock.today

    @property
    def business_day(self) -> date:
        """The business day: as typed, else today."""
        typed: date | None = self.cleaned_data.get("day")
        return typed or clock.today()

    def perform(self) -> Any:
        """Call the action."""
        raise NotImplementedError

    def after(self) -> str:
        """Return the address to go to when it is done."""
        raise NotImplementedError

    def carried_out(self) -> bool:
        """Return whether what was typed is sound and the action was done; else the form says why not."""
        if not self.is_valid():
            return False
        try:
            self.result = self.perform()
        except Refused as refusal:
            self.add_error(refusal.where if refusal.where in self.fields else None, said(refusal))
            return False
        except (NotAllowed, ChangedMeanwhile) as refusal:
            self.add_error(None, said(refusal))
            return False
        return True


def form_page(
    request: StaffRequest,
    kind: type[ActionForm],
    subject: Any = None,
    *,
    back: str,
    initial: dict[str, Any] | None = None,
    template: str = "web/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, and let it act when it is sent."""
    data = request.POST if request.method == "POST" else None
    form = kind(data, actor=request.actor, subject=subject, initial=initial)
    if data is not None and form.carried_out():
        messages.success(request, str(form.done))
        return redirect(form.after())
    status = 200 if data is None else 422
    return shown(request, template, form.title, status, form=form, subject=subject, back=back, **context)


def day_field(zh: str, en: str, **kwargs: Any) -> forms.DateField:
    """Return a field for a day, written 2026-03-02 or 20260302.

    A browser's own picker writes days as the browser's language has them, which is not for it to choose.
    """
    attributes = {"inputmode": "numeric", "placeholder": "2026-03-02", "data-day": "", "maxlength": 10}
    return forms.DateField(
        label=both(zh, en),
        widget=forms.DateInput(format="%Y-%m-%d", attrs=attributes),
        input_formats=["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"],
        error_messages={"invalid": both("日期应写作 2026-03-02", "write the day as 2026-03-02")},
        **kwargs,
    )


def text_field(zh: str, en: str, longest: int, **kwargs: Any) -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(label=both(zh, en), max_length=longest, **kwargs)


def choice_field(zh: str, en: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """Return a pick-list that begins with nothing chosen."""

    def offered() -> list[tuple[str, Any]]:
        return [("", both("请选择", "please choose")), *(choices() if callable(choices) else choices)]

    return forms.ChoiceField(label=both(zh, en), choices=offered, **kwargs)
