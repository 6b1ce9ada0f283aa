"""The addresses of settings for tests/routes.py, and how to visit them."""

from questions.actions import webhooks
from questions.models import Token, User, WebhookDelivery

AUDIT_LISTINGS = ["", "?actor=alice", "?verb=kit.created", "?object_type=kit", "?colour=red"]


def setting_addresses() -> dict[str, list[str]]:
    """Return for each route of the settings the addresses to visit."""
    bob = User.objects.get(username="bob").pk
    people, invited = "settings/people/", "settings/invitations/"
    return _webhooks() | {
        people: [f"/{people}", f"/{people}?q=bob"],
        f"{people}invite/": [f"/{people}invite/"],
        f"{people}<int:pk>/": [f"/{people}{bob}/"],
        f"{people}<int:pk>/deactivate/": [f"/{people}{bob}/deactivate/"],
        f"{people}<int:pk>/reactivate/": [f"/{people}{bob}/reactivate/"],
        f"{invited}<int:pk>/resend/": [f"/{invited}1/resend/"],
        f"{invited}<int:pk>/withdraw/": [f"/{invited}1/withdraw/"],
        f"{people}<int:pk>/second-factor/": [f"/{people}{bob}/second-factor/"],
        **_own(),
        **_api(bob),
        "join/": ["/join/", "/join/?token=ibk_guessed"],
        "settings/audit/": [f"/settings/audit/{query}" for query in AUDIT_LISTINGS],
        "settings/audit/export/": ["/settings/audit/export/"],
        "api/v1/audit/": [f"/api/v1/audit/{query}" for query in AUDIT_LISTINGS],
    }


def make_webhook() -> WebhookDelivery:
    """Return a delivery of a webhook, made when it is first asked for."""
    found = WebhookDelivery.objects.first()
    eve = User.objects.get(username="eve")
    return found or webhooks.ping(eve, webhooks.create(eve, {"url": "https://example.org/"})[0])


def _webhooks() -> dict[str, list[str]]:
    delivery = make_webhook()
    start, one = "settings/webhooks/", f"settings/webhooks/{delivery.endpoint_id}/"
    lists = ["", "?state=pending", "?state=lost", "?cursor=x"]
    found = {start: [f"/{start}"], f"{start}new/": [f"/{start}new/"]}
    found[f"{start}<int:pk>/"] = [f"/{one}{query}" for query in lists]
    for verb in ("edit", "switch", "rotate", "delete", "ping", "redeliver"):
        found[f"{start}<int:pk>/{verb}/"] = [f"/{one}{verb}/"]
    api = {
        "api/v1/webhooks/": ["/api/v1/webhooks/"],
        "api/v1/webhooks/<int:pk>/": [f"/api/v1/webhooks/{delivery.endpoint_id}/"],
    }
    for verb in ("rotate", "ping", "redeliver"):
        path = f"/api/v1/webhooks/{delivery.endpoint_id}/{verb}/"
        api[f"api/v1/webhooks/<int:pk>/{verb}/"] = [path]
    for begin, many in (("settings", ""), ("api/v1", "list")):
        route = f"{begin}/webhooks/<int:pk>/deliveries/"
        path = f"/{begin}/webhooks/{delivery.endpoint_id}/deliveries/"
        if many:
            api[route] = [path]
        api[f"{route}<int:number>/"] = [f"{path}{delivery.pk}/"]
        api[f"{route}<int:number>/redeliver/"] = [f"{path}{delivery.pk}/redeliver/"]
    return found | api


def _own() -> dict[str, list[str]]:
    """Return the pages of one's own account, and those of signing in."""
    factor = "accounts/second-factor/"
    plain = ["settings/account/", "settings/account/sessions/", "settings/tokens/new/", factor]
    plain += [f"{factor}{name}/" for name in ("code", "confirm", "set-up", "off")]
    plain += [f"{factor}recovery-codes/", f"{factor}recovery-codes/new/"]
    plain += ["accounts/sso/", "accounts/sso/callback/"]
    token = Token.objects.order_by("pk").values_list("pk", flat=True)[0]
    tokens = "settings/tokens/"
    return {
        **{route: [f"/{route}"] for route in plain},
        tokens: [f"/{tokens}", f"/{tokens}?all=1"],
        f"{tokens}<int:pk>/rotate/": [f"/{tokens}{token}/rotate/"],
        f"{tokens}<int:pk>/revoke/": [f"/{tokens}{token}/revoke/"],
    }


def _api(account: int) -> dict[str, list[str]]:
    token = Token.objects.order_by("pk").values_list("pk", flat=True)[0]
    api, person, invited = "api/v1/", "api/v1/people/<int:pk>/", "api/v1/invitations/<int:pk>/"
    verbs = ("", "groups/", "deactivate/", "reactivate/", "remove-second-factor/")
    return {
        f"{api}tokens/": [f"/{api}tokens/", f"/{api}tokens/?state=active"],
        f"{api}tokens/<int:pk>/": [f"/{api}tokens/{token}/"],
        f"{api}tokens/<int:pk>/rotate/": [f"/{api}tokens/{token}/rotate/"],
        f"{api}people/": [f"/{api}people/", f"/{api}people/?q=bob"],
        **{f"{person}{verb}": [f"/{api}people/{account}/{verb}"] for verb in verbs},
        f"{api}invitations/": [f"/{api}invitations/"],
        invited: [f"/{api}invitations/1/"],
        f"{invited}resend/": [f"/{api}invitations/1/resend/"],
    }
