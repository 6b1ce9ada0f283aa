"""The admin site: for administrators, behind the same sign-in; saves go through the actions."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.forms import CharField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_tasks_db.models import DBTaskResult

from questions.actions import people, questions, taxonomy
from questions.actions.questions import OwnWork, StaleSave
from questions.forms.questions import ChoiceFormSet, QuestionForm
from questions.forms.taxonomy import NamedForm, RoleSkillForm
from questions.models import (
    AuditEntry,
    Choice,
    Question,
    Role,
    RoleSkill,
    Skill,
    Source,
    Token,
    User,
)
from questions.models.taxonomy import Named
from questions.permissions import can
from questions.rules import content
from questions.rules.access import MANAGE_SETTINGS
from questions.rules.content import ContentRefused
from questions.rules.lifecycle import TransitionRefused

admin.site.site_header = "interviewbank administration"
admin.site.site_title = "interviewbank"
admin.site.site_url = "/questions/"
# allauth's documented way to let the admin site use the one sign-in page.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # see above


def may_administer(request: HttpRequest) -> bool:
    """The site itself asks too: its “view on site” would tell any staff what a draft's stem is."""
    user = request.user
    return isinstance(user, User) and user.is_staff and can(user, MANAGE_SETTINGS)


admin.site.has_permission = may_administer  # type: ignore[method-assign]  # as documented for login
admin.site.disable_action("delete_selected")
admin.site.unregister(Group)
# An address is changed with its account, a second factor and a link to single sign-on on pages of
# their own, each by an action that records it.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])
# Background work is shown where it was asked for.
admin.site.unregister(DBTaskResult)


class ByCapability(admin.ModelAdmin):
    """Rights in the admin site come from the account's group, not from Django's permissions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    # Django's own log stays empty: the audit log, written by the actions, has it all.
    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        return []

    def log_addition(self, *args: Any) -> Any:
        return None

    def log_change(self, *args: Any) -> Any:
        return None

    def log_deletions(self, *args: Any) -> Any:
        return None


class ReadOnly(ByCapability):
    """Shown here, never edited."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class InlineByCapability(admin.TabularInline):
    """Rows inside another object's page, for those who may edit that."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(request.user, MANAGE_SETTINGS)


class ChoiceInline(InlineByCapability):
    model = Choice
    formset = ChoiceFormSet


class StepForm(ActionForm):
    """What to do with the chosen questions, and why: sending back and retiring need a reason."""

    note = CharField(label="Reason:", max_length=500, required=False)


@admin.register(Question)
class QuestionAdmin(ByCapability):
    """Questions: saving an approved one makes a pending version, which the action approves."""

    form = QuestionForm
    inlines = [ChoiceInline]
    list_display = ["title", "level", "type", "status", "version", "pending_version"]
    list_filter = ["status", "level", "type", "skills"]
    list_per_page = 50
    search_fields = ["stem"]
    filter_horizontal = ["skills", "roles"]
    readonly_fields = ["uid", "status", "version", "pending_version"]
    actions = ["submit", "approve", "send_back", "retire", "restore"]
    action_form = StepForm

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        """Nothing yet: save_related has the choices too, and writes both."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        user = people.signed_in(request.user)
        said, tags = form.content(formsets[0].choices()), form.tags()
        note = form.cleaned_data["note"]
        if change:
            read = Question(pk=form.instance.pk, revision=form.cleaned_data["read_revision"])
            questions.edit(user, read, said, tags, note=note)
        else:
            form.instance.pk = questions.create(user, said, tags, note=note).pk

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except (StaleSave, OwnWork, TransitionRefused, ContentRefused) as refusal:
            self.message_user(request, f"Not saved. {refusal}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        questions.purge(people.signed_in(request.user), obj)

    @admin.action(description="Submit for review")
    def submit(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._move(request, chosen, "submit")

    @admin.action(description="Approve what is in review or pending")
    def approve(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._move(request, chosen, "approve")

    @admin.action(description="Send back")
    def send_back(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._move(request, chosen, "send_back")

    @admin.action(description="Retire")
    def retire(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._move(request, chosen, "retire")

    @admin.action(description="Restore")
    def restore(self, request: HttpRequest, chosen: QuerySet[Question]) -> None:
        self._move(request, chosen, "restore")

    def _move(self, request: HttpRequest, chosen: QuerySet[Question], verb: str) -> None:
        user, moved = people.signed_in(request.user), 0
        note = content.clean(request.POST.get("note", ""))
        for question in chosen:
            try:
                questions.move(user, question, verb, note=note)
                moved += 1
            except (StaleSave, OwnWork, TransitionRefused, ContentRefused) as refusal:
                self.message_user(request, f"{question.title[:60]}: {refusal}", messages.WARNING)
        if moved:
            self.message_user(request, f"{moved} questions changed.", messages.SUCCESS)


class NamedAdmin(ByCapability):
    """Skills, roles and sources; one that questions carry cannot be deleted."""

    list_display = ["name", "slug"]
    form = NamedForm
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        unused = not isinstance(obj, Named) or not taxonomy.is_used(obj)
        return unused and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        taxonomy.save(people.signed_in(request.user), obj)

    def delete_model(self, request: HttpRequest, obj: Named) -> None:
        taxonomy.delete(people.signed_in(request.user), obj)


admin.site.register(Skill, NamedAdmin)
admin.site.register(Source, NamedAdmin)


class RoleSkillInline(InlineByCapability):
    model = RoleSkill
    form = RoleSkillForm


@admin.register(Role)
class RoleAdmin(NamedAdmin):
    inlines = [RoleSkillInline]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        user, role = people.signed_in(request.user), form.instance
        for row in formset.forms:
            if not row.has_changed():
                continue
            data = row.cleaned_data
            if row.instance.pk and ("skill" in row.changed_data or data.get("DELETE")):
                taxonomy.remove_role_skill(user, role, Skill.objects.get(pk=row.initial["skill"]))
            if not data.get("DELETE"):
                taxonomy.set_role_skill(user, role, data["skill"], data["weight"], data["look_for"])


@admin.register(User)
class AccountAdmin(ByCapability, UserAdmin):
    """Accounts and their groups; deactivated rather than deleted, for the audit log names them."""

    list_display = ["username", "email", "group_names", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Access", {"fields": ["is_active", "groups"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Groups")
    def group_names(self, account: User) -> str:
        return ", ".join(group.name for group in account.groups.all())

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        groups = list(form.cleaned_data.get("groups", []))
        people.save_account(people.signed_in(request.user), obj, groups)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """save_model has written the groups."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except people.PeopleRefused as refusal:
            self.message_user(request, f"Not saved. {refusal}", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return response

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002  # Django's name
        before = User.objects.filter(pk=id).values_list("password", flat=True).first()
        response = super().user_change_password(request, id, form_url)
        account = User.objects.filter(pk=id).first()
        if account and account.password != before:
            people.record_password(people.signed_in(request.user), account)
        return response


@admin.register(Token)
class TokenAdmin(ReadOnly):
    list_display = ["prefix", "user", "name", "created_at", "expires_at", "revoked_at"]
    list_select_related = ["user"]
    actions = ["revoke"]

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, chosen: QuerySet[Token]) -> None:
        for token in chosen:
            people.revoke_token(people.signed_in(request.user), token)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "actor", "verb", "object_type", "object_id"]
    list_filter = ["verb"]
    list_select_related = ["actor"]
    search_fields = ["object_id", "request_id"]
