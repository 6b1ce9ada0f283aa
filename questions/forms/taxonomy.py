"""Forms for skills, roles and sources."""

from django import forms

from questions.forms.questions import LinesField
from questions.models import RoleSkill
from questions.rules.names import name_key


class NamedForm(forms.ModelForm):
    """A skill, role or source: no two of a kind share a name, however it is spelt."""

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if others.filter(name_key=name_key(name)).exists():
            raise forms.ValidationError("There is one of this name already.")
        return name


class RoleSkillForm(forms.ModelForm):
    """The weight of a skill in a role, and what to look for."""

    look_for = LinesField(required=False, help_text="One on each line.")

    class Meta:
        model = RoleSkill
        fields = ["skill", "weight", "look_for"]
