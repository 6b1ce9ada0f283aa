"""What templates need of this product: Markdown, highlights, level bars."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from questions import markup
from questions.facets import FacetValue, render_values
from questions.rules import content

register = template.Library()

_LEVEL_STEPS = {level: step for step, level in enumerate(content.LEVELS, start=1)}


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown to safe HTML."""
    return markup.render(text)


@register.filter
def markdown_inline(text: str) -> SafeString:
    """Render the inline marks of a one-line text."""
    return markup.render_inline(text)


@register.filter
def stem_head(stem: str) -> SafeString:
    """Return the first paragraph of a stem, for a heading."""
    return markup.render_inline(stem.partition("\n\n")[0])


@register.filter
def stem_rest(stem: str) -> SafeString:
    """Return what follows the first paragraph of a stem (code, lists), rendered."""
    return markup.render(stem.partition("\n\n")[2])


@register.simple_tag
@lru_cache  # of four levels
def level_bar(level: str, *, narrow: bool = False) -> SafeString:
    """Draw a level as a bar of four steps, with its word beside it for everyone.

    `narrow` is for the heads of columns: the word is there for screen readers alone.
    """
    step = _LEVEL_STEPS.get(level, 0)
    bars = "".join(f'<i class="{"on" if n <= step else "off"}"></i>' for n in range(1, 5))
    word = escape(content.LEVELS.get(level, level))
    return format_html(
        '<span class="level level-{}"><span class="bars" aria-hidden="true">{}</span>{}</span>',
        level,
        mark_safe(bars),
        format_html('<span class="visually-hidden">{}</span>', word) if narrow else word,
    )


@register.simple_tag
def local_time(at: datetime) -> SafeString:
    """Write a moment, which a script then shows in the reader's zone: "12 Oct 2026, 14:05 UTC"."""
    said = date_format(at.astimezone(UTC), "j M Y, H:i")
    return format_html('<time datetime="{}" data-local-time>{} UTC</time>', at.isoformat(), said)


@register.simple_tag
def local_day(at: datetime) -> SafeString:
    """Write the day of a moment, likewise: "12 Oct 2026"."""
    said = date_format(at.astimezone(UTC), "j M Y")
    return format_html('<time datetime="{}" data-local-time="day">{}</time>', at.isoformat(), said)


@register.filter
def of(values: dict[Any, Any], key: Any) -> Any:
    """Return the value of a key, None without one."""
    return values.get(key)


@register.filter
def rubric_anchors(rubric: dict[str, str]) -> list[tuple[str, str]]:
    """Return (rating, anchor) of a rubric, lowest first."""
    return sorted(rubric.items())


@register.simple_tag
def facet_values(facet: str, values: Sequence[FacetValue]) -> SafeString:
    """Render boxes to tick, one for each value of a facet."""
    return mark_safe(render_values(facet, values))


@register.simple_tag
def single_sign_on() -> Any:
    """Return the provider of single sign-on, None where none is set up."""
    return settings.OIDC
