"""Skills, roles and sources by the names that files give them."""

from collections.abc import Iterable

from questions.models import Role, Skill, Source
from questions.models.taxonomy import OLD_SLUGS, Named
from questions.rules import entries
from questions.rules.names import name_key
from questions.rules.transfers import Filed

KINDS: dict[str, type[Named]] = {"skill": Skill, "role": Role, "source": Source}


class Shelf:
    """Skills, roles and sources by slug (also one that they had before) and by name."""

    def __init__(self) -> None:
        self._known = {kind: _spellings(model) for kind, model in KINDS.items()}

    def find(self, kind: str, name: str) -> int | None:
        """Return the id of what is called so, None for what the bank does not have."""
        known = self._known[kind]
        return known.get(name.strip()) or known.get(name_key(name))

    def filed(self, entry: entries.Values, *, with_unknown: bool) -> tuple[Filed, bool]:
        """Return what an entry is filed under, and whether it names what the bank does not have.

        Unknown names stand in it as they are `with_unknown`, else they are left out.
        """
        skills, roles = (self._ids(kind, entry.get(f"{kind}s") or ()) for kind in ("skill", "role"))
        sources = self._ids("source", [entry["source"]] if entry.get("source") else [])
        unknown = any(isinstance(tag, str) for tag in skills | roles | sources)
        if not with_unknown:
            skills, roles, sources = (
                frozenset(tag for tag in tags if isinstance(tag, int))
                for tags in (skills, roles, sources)
            )
        source = next(iter(sources), None)
        return Filed(skills, roles, source, str(entry.get("source_ref") or "")), unknown

    def _ids(self, kind: str, names: Iterable[str]) -> frozenset[int | str]:
        return frozenset(self.find(kind, name) or name.strip() for name in names if name.strip())

    def unknown(self, kind: str, names: Iterable[str]) -> list[str]:
        """Return the names that the bank does not have, each once."""
        return sorted(
            {name.strip() for name in names if name.strip() and not self.find(kind, name)}
        )


def _spellings(model: type[Named]) -> dict[str, int]:
    old = dict(OLD_SLUGS[model].objects.values_list("slug", "now"))
    rows = list(model._default_manager.values_list("pk", "slug", "name_key"))
    return old | {key: pk for pk, _, key in rows} | {slug: pk for pk, slug, _ in rows}
