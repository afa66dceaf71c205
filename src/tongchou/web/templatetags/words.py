"""Words of both languages in templates, and data as it is shown: ``{% both "中文" "English" %}``."""

import json
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from tongchou.registry.rights import acts, posts
from tongchou.registry.words import Both

register = template.Library()


@register.simple_tag
def both(zh: str, en: str) -> str:
    """Return the text in the language of whoever looks."""
    return str(Both(zh, en))


@register.filter
def act_words(code: str) -> str:
    """Return what an act is called."""
    return str(acts()[code].words) if code in acts() else code


@register.filter
def post_words(code: str) -> str:
    """Return what a post is called."""
    return str(posts()[code].words) if code in posts() else code


@register.filter
def day(value: date | None) -> str:
    """Return a day as clerks write it."""
    return "" if value is None else value.isoformat()


@register.filter
def moment(value: datetime | None) -> str:
    """Return a moment of Shanghai to the second."""
    return "" if value is None else localtime(value).strftime("%Y-%m-%d %H:%M:%S")


@register.filter
def named(code: Any, names: dict[Any, Any]) -> Any:
    """Return what a code is called in a table of names."""
    return names.get(code, code)


@register.filter
def as_json(text: str) -> str:
    """Return JSON with line breaks, for eyes."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


@register.simple_tag
def state(kind: str, text: Any) -> SafeString:
    """Return a coloured tag of a state: good, wait, bad or calm."""
    return format_html('<span class="tc-tag tc-{}">{}</span>', kind, text)
