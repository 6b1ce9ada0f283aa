"""Forms for skills, roles and sources."""

from django import forms

from questions.forms.questions import LinesField
from questions.models import RoleSkill


class RoleSkillForm(forms.ModelForm):
    """The weight of a skill in a role, and what to look for."""

    look_for = LinesField(required=False, help_text="One on each line.")

    class Meta:
        model = RoleSkill
        fields = ["skill", "weight", "look_for"]
