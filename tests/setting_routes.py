"""The addresses of settings for tests/routes.py, and how to visit them."""

from questions.models import User

AUDIT_LISTINGS = ["", "?actor=alice", "?verb=kit.created", "?object_type=kit", "?colour=red"]


def setting_addresses() -> dict[str, list[str]]:
    """Return for each route of the settings the addresses to visit."""
    bob = User.objects.get(username="bob").pk
    people, invited = "settings/people/", "settings/invitations/"
    return {
        people: [f"/{people}", f"/{people}?q=bob"],
        f"{people}invite/": [f"/{people}invite/"],
        f"{people}<int:pk>/": [f"/{people}{bob}/"],
        f"{people}<int:pk>/deactivate/": [f"/{people}{bob}/deactivate/"],
        f"{people}<int:pk>/reactivate/": [f"/{people}{bob}/reactivate/"],
        f"{invited}<int:pk>/resend/": [f"/{invited}1/resend/"],
        f"{invited}<int:pk>/withdraw/": [f"/{invited}1/withdraw/"],
        "join/": ["/join/", "/join/?token=ibk_guessed"],
        "settings/audit/": [f"/settings/audit/{query}" for query in AUDIT_LISTINGS],
        "settings/audit/export/": ["/settings/audit/export/"],
        "api/v1/audit/": [f"/api/v1/audit/{query}" for query in AUDIT_LISTINGS],
    }
