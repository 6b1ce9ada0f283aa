"""Forms of accounts: invite, groups, and the invited person's own."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.models import Group
from django.contrib.auth.validators import UnicodeUsernameValidator

from questions.forms.fields import Text
from questions.models import User
from questions.rules import access

TAKEN = "There is an account of this name already."


class GroupsField(forms.ModelMultipleChoiceField):
    """The groups that this product knows."""

    def __init__(self, **more: Any) -> None:
        known = Group.objects.filter(name__in=access.GROUPS).order_by("pk")
        super().__init__(known, widget=forms.CheckboxSelectMultiple, **more)


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail", max_length=254)
    groups = GroupsField(error_messages={"required": "Choose at least one group."})


class GroupsForm(forms.Form):
    groups = GroupsField(required=False)


class JoinForm(forms.Form):
    """What an invited person says of themselves."""

    fields: dict[str, Any]
    token = forms.CharField(max_length=200, widget=forms.HiddenInput)
    username = Text(
        label="Name",
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text="Letters, digits and @ . + - _; you sign in with it or with your e-mail.",
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters.",
    )
    password2 = forms.CharField(
        label="Password, again",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(TAKEN, "taken")
        return name

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, again = values.get("password1"), values.get("password2")
        if first and again and first != again:
            self.add_error("password2", "The two passwords differ.")
        if first:
            try:
                password_validation.validate_password(
                    first, User(username=values.get("username", ""))
                )
            except forms.ValidationError as refusal:
                self.add_error("password1", refusal)
        return values
