"""The format that questions are handed out in."""

from typing import Any

from django import forms

from questions.actions.question_exports import writable

#: What each format is for; those that are not named are for whoever knows them.
USES = {
    "json": "Everything that the bank holds: to keep, or to move it to another.",
    "csv": "A row for each question, for spreadsheets.",
    "markdown": "To read, to print, to keep beside code.",
    "html": "A page that reads anywhere.",
    "docx": "To edit in Word.",
    "pdf": "To print.",
    "gift": "For Moodle and other learning platforms: short and readable.",
    "aiken": "For Moodle: questions with one right choice alone.",
    "moodle_xml": "For Moodle, with feedback and tags.",
    "qti3": "For assessment platforms that follow the newest standard.",
    "qti21": "For assessment platforms that follow the older standard.",
}


class FormatForm(forms.Form):
    """One of the formats that questions are written in."""

    fields: dict[str, Any]
    format = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a format.",
            "invalid_choice": "There is no such format.",
        },
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["format"].choices = [(one.name, one.label) for one in writable()]

    def uses(self) -> list[tuple[Any, str]]:
        """Return each format's box, and what it is for."""
        return [(box, USES.get(str(box.data["value"]), "")) for box in self["format"]]
