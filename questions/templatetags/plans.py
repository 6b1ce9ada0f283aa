"""Template filters that say what a blueprint asks for."""

from django import template

from questions import insight
from questions.models import Blueprint, BlueprintQuota

register = template.Library()


@register.filter
def quota_words(quota: BlueprintQuota) -> str:
    """Return what a quota asks for: "at least 2 expert MCQs on Data Analysis"."""
    return insight.quota_words(quota)


@register.filter
def quotas_words(blueprint: Blueprint) -> str:
    """Return all that a blueprint's quotas ask for, in one line."""
    return ", ".join(insight.quota_words(quota) for quota in blueprint.quotas.all())
