"""The addresses of settings for tests/routes.py, and how to visit them."""

AUDIT_LISTINGS = ["", "?actor=alice", "?verb=kit.created", "?object_type=kit", "?colour=red"]


def setting_addresses() -> dict[str, list[str]]:
    """Return for each route of the settings the addresses to visit."""
    return {
        "settings/audit/": [f"/settings/audit/{query}" for query in AUDIT_LISTINGS],
        "settings/audit/export/": ["/settings/audit/export/"],
        "api/v1/audit/": [f"/api/v1/audit/{query}" for query in AUDIT_LISTINGS],
    }
