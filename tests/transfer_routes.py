"""Addresses of imports and exports over REST."""

from collections.abc import Iterable

from tests.export_routes import export_addresses
from tests.import_page_routes import make_import
from tests.planted import Planted

API = "/api/v1"
STEPS = ("commit", "cancel", "undo", "report")


def transfer_addresses(bank: Planted, queries: Iterable[str]) -> dict[str, list[str]]:
    """Return the addresses, those of exports with query strings of the listing."""
    found = make_import(bank)
    one, path = f"{API}/imports/{found.pk}/", "api/v1/imports/<int:pk>/"
    items = [f"{one}items/{item.pk}/" for item in found.items.all()]
    exports = [f"format={name}&{query}" for name in ("json", "gift") for query in queries]
    return {
        "api/v1/imports/": [f"{API}/imports/"],
        path: [one],
        **{f"{path}{step}/": [f"{one}{step}/"] for step in STEPS},
        f"{path}items/": [f"{one}items/", f"{one}items/?outcome=changed"],
        f"{path}items/<int:item>/": items,
        "api/v1/exports/": [f"{API}/exports/?{query}" for query in exports],
        **export_addresses(),
        "api/v1/exports/losses/": [f"{API}/exports/losses/?{query}" for query in exports],
    }
