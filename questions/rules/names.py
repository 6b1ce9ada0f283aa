"""Names compared as people read them."""

import unicodedata


def name_key(name: str) -> str:
    """Return what two spellings of one name share: NFKC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
