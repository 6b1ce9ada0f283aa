"""API tokens: one's own, and those of all for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from questions import paging
from questions.actions import tokens
from questions.actions.tokens import TokenRefused
from questions.forms.tokens import RotateForm, TokenForm
from questions.models import Token
from questions.paging import BadCursor, Order
from questions.permissions import can, get_visible, require
from questions.rules.access import MANAGE_SETTINGS, OWN_TOKENS, SCOPE_WORDS
from questions.views.requests import STALE_LINK, PageRequest, form_methods, unstored

NEWEST = Order(None, descending=True)


@require_safe
@unstored
def listing(request: PageRequest) -> HttpResponse:
    """List tokens, newest first."""
    require(request.user, OWN_TOKENS)
    everyone = can(request.user, MANAGE_SETTINGS) and request.GET.get("all") == "1"
    rows = Token.objects.visible_to(request.user) if everyone else request.user.tokens.all()
    cursor, problem = request.GET.get("cursor", ""), ""
    try:
        place = paging.decode(cursor, NEWEST) if cursor else None
    except BadCursor:
        place, problem = None, STALE_LINK
    found = paging.keyset_page(
        rows.select_related("user"), NEWEST, place, paging.PAGE_SIZE, rows.count()
    )
    context = {
        "page": found,
        "problem": problem,
        "everyone": everyone,
        "rotate": RotateForm(),
        "list_name": "tokens",
        "list_query": "all=1" if everyone else "",
    }
    return render(request, "settings/tokens.html", context, status=400 if problem else 200)


@form_methods
@unstored
def new(request: PageRequest) -> HttpResponse:
    """Make a token and show its secret, once."""
    require(request.user, OWN_TOKENS)
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = tokens.make(
                request.user, said["scopes"], name=said["name"], expires_at=form.expires_at()
            )
            return _shown(request, made, secret)
        except TokenRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    status = 400 if form.is_bound else 200
    return render(request, "settings/token_new.html", {"form": form}, status=status)


def _shown(request: PageRequest, made: Token, secret: str) -> HttpResponse:
    # In the answer itself: kept for a next page it would lie in the table of sessions.
    words = [(scope, SCOPE_WORDS.get(scope, "")) for scope in made.scopes]
    context = {"token": made, "secret": secret, "scopes": words}
    return render(request, "settings/token_made.html", context)


@require_POST
@unstored
def rotate(request: PageRequest, pk: int) -> HttpResponse:
    """Give a token of one's own a new secret, and show it, once."""
    require(request.user, OWN_TOKENS)
    token = get_visible(Token.objects, request.user, pk)
    form = RotateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was changed. Choose when the secret before ends.")
        return redirect("tokens")
    try:
        hours = form.cleaned_data["grace_hours"]
        return _shown(request, *tokens.rotate(request.user, token, grace_hours=hours))
    except TokenRefused as refusal:
        messages.error(request, f"Nothing was changed. {refusal}")
        return redirect("tokens")


@require_POST
@unstored
def revoke(request: PageRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    require(request.user, OWN_TOKENS)
    token = get_visible(Token.objects, request.user, pk)
    tokens.revoke(request.user, token)
    messages.success(request, f"The token {token.prefix}… opens nothing any more.")
    return redirect("tokens")
