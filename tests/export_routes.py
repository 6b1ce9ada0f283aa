"""Addresses of exports that were ordered."""

from questions.actions import export_orders
from questions.actions.export_writing import write_later
from questions.models import Export, User
from tests.base import recruiter

API = "/api/v1/exports"


def export_addresses() -> dict[str, list[str]]:
    """Return the addresses of the pages and over REST, those of one that is written among them."""
    found = make_export()
    one, path = f"/exports/{found.pk}/", "exports/<int:pk>/"
    steps = ("", "file/", "cancel/")
    return {
        "exports/": ["/exports/"],
        **{f"{path}{step}": [f"{one}{step}"] for step in steps},
        "api/v1/exports/orders/": [f"{API}/orders/"],
        "api/v1/exports/schema/": [f"{API}/schema/"],
        **{f"api/v1/{path}{step}": [f"/api/v1{one}{step}"] for step in steps},
    }


def make_export() -> Export:
    """Return the administrator's export of everything, or a recruiter's where there is none."""
    owner = User.objects.filter(username="eve").first() or recruiter()
    known = Export.objects.filter(created_by=owner).first()
    return known or written(export_orders.order(owner, "json"))


def written(found: Export) -> Export:
    """Return an export as the worker leaves it."""
    write_later.call(found.pk)
    return Export.objects.get(pk=found.pk)
