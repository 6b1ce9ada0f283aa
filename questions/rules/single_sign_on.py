"""Single sign-on by OpenID Connect, as the environment sets it up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from questions.rules import access

NEEDED = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OPTIONAL = ("OIDC_NAME", "OIDC_DEFAULT_GROUP", "OIDC_GROUPS_CLAIM", "OIDC_GROUPS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class SingleSignOn:
    """The provider, and whom it brings in beside those who have an account or an invitation."""

    name: str
    issuer: str
    client_id: str
    secret: str
    #: The group of those for whom an account is made; none is made where it is empty.
    default_group: str
    #: The claim that names the provider's own groups, and ours that they stand for.
    groups_claim: str
    groups: Mapping[str, str]

    def providers(self) -> dict[str, Any]:
        """Return allauth's setting."""
        app = {
            "provider_id": access.SINGLE_SIGN_ON,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {"server_url": self.issuer.rstrip("/"), "oauth_pkce_enabled": True},
        }
        return {"openid_connect": {"APPS": [app]}}


def read(environment: Mapping[str, str]) -> SingleSignOn | None:
    """Return what the variables say, None without any; raise ValueError with a sentence."""
    said = {name: environment.get(name, "").strip() for name in (*NEEDED, *OPTIONAL)}
    if not any(said.values()):
        return None
    missing = [name for name in NEEDED if not said[name]]
    if missing:
        raise ValueError(
            f"{' and '.join(missing)} must be set: single sign-on needs {', '.join(NEEDED)}."
        )
    _check_issuer(said["OIDC_ISSUER"])
    if bool(said["OIDC_GROUPS_CLAIM"]) != bool(said["OIDC_GROUPS"]):
        raise ValueError("OIDC_GROUPS_CLAIM and OIDC_GROUPS must be set together.")
    if said["OIDC_DEFAULT_GROUP"]:
        _check_group("OIDC_DEFAULT_GROUP", said["OIDC_DEFAULT_GROUP"])
    return SingleSignOn(
        name=said["OIDC_NAME"][:40] or "single sign-on",
        issuer=said["OIDC_ISSUER"],
        client_id=said["OIDC_CLIENT_ID"],
        secret=said["OIDC_CLIENT_SECRET"],
        default_group=said["OIDC_DEFAULT_GROUP"],
        groups_claim=said["OIDC_GROUPS_CLAIM"],
        groups=dict(map(_pair, filter(None, said["OIDC_GROUPS"].split(",")))),
    )


def _check_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
    except ValueError:
        parts = urlsplit("")
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or parts.query or not (parts.scheme == "https" or plain):
        raise ValueError(
            f"OIDC_ISSUER must be an address that starts with https://, not “{issuer}”."
        )


def _pair(said: str) -> tuple[str, str]:
    theirs, _, ours = said.rpartition("=")
    if not theirs.strip():
        raise ValueError(f"OIDC_GROUPS takes pairs such as staff=recruiter, not “{said}”.")
    _check_group("OIDC_GROUPS", ours.strip())
    return theirs.strip(), ours.strip()


def _check_group(name: str, group: str) -> None:
    # Who administers is decided here, not at the provider.
    accepted = [known for known in access.GROUPS if known != access.ADMIN]
    if group not in accepted:
        raise ValueError(f"{name} takes one of {', '.join(accepted)}, not “{group}”.")
