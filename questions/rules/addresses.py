"""Which addresses the bank may call: public ones over https, and hosts that the settings name.

A webhook's address is typed by an administrator, but what stands behind a name is decided by its
owner. So the name is judged when it is typed, and what it resolves to each time it is called.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

MAX_URL = 500
#: On a host that the settings do not name, only ports on which https is commonly served.
PORTS = (443, 8443)
DEFAULT_PORTS = {"https": 443, "http": 80}
_VISIBLE = re.compile(r"[!-~]+")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


class AddressRefused(Exception):
    """An address that must not be called, with a sentence that says why."""


@dataclass(frozen=True)
class Target:
    """An address in its parts; `named`: its host stands in the settings, and may be anywhere."""

    scheme: str
    host: str
    port: int
    path: str
    named: bool

    @property
    def authority(self) -> str:
        """Return the host, with its port where that is unusual: what a `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if DEFAULT_PORTS[self.scheme] == self.port else f"{host}:{self.port}"


def read_target(url: str, named_hosts: Collection[str] = ()) -> Target:
    """Take an address apart; raise AddressRefused where its very letters say that it may not be.

    `named_hosts` are host names in lower case that the settings allow, wherever they are.
    """
    if len(url) > MAX_URL or not _VISIBLE.fullmatch(url) or "\\" in url:
        raise AddressRefused(f"Give an address of at most {MAX_URL} visible ASCII characters.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise AddressRefused("This is no address such as https://example.org/hooks.") from error
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise AddressRefused("Give an address that starts with https:// and names a host.")
    if "@" in parts.netloc:
        raise AddressRefused("Leave name and password out of the address: the signature is proof.")
    if parts.fragment or url.endswith("#"):
        raise AddressRefused("Leave out what follows the #: it is never sent.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    target = Target(parts.scheme, host, port, path, host in named_hosts)
    _refuse_host(target)
    return target


def _refuse_host(target: Target) -> None:
    literal = _literal(target.host)
    labels = target.host.split(".")
    if literal is None and not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused(f"“{target.host[:100]}” is no host name.")
    if target.named:
        return
    if target.scheme != "https":
        raise AddressRefused("Only https is called, but for hosts that the settings name.")
    if target.port not in PORTS:
        ports = " and ".join(map(str, PORTS))
        raise AddressRefused(f"Only the ports {ports} are called: put the receiver behind one.")
    if target.host == "localhost" or target.host.endswith(".localhost"):
        raise AddressRefused("This names the bank's own machine.")
    if literal is not None and (why := refusal(target.host)):
        raise AddressRefused(f"{target.host} may not be called: it is {why}.")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


# What a name resolves to

#: Written out, for what a Python calls global changes with its version.
_REFUSED_V4 = [
    (IPv4Network(network), why)
    for network, why in {
        "0.0.0.0/8": "unspecified",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "shared by a carrier (CGNAT)",
        "127.0.0.0/8": "loopback",
        # Azure's wire server; those of other clouds are link-local, shared or private.
        "168.63.129.16/32": "a cloud's metadata service",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "for documentation",
        "192.31.196.0/24": "reserved",
        "192.52.193.0/24": "reserved",
        "192.88.99.0/24": "reserved",
        "192.168.0.0/16": "private",
        "192.175.48.0/24": "reserved",
        "198.18.0.0/15": "for benchmarks",
        "198.51.100.0/24": "for documentation",
        "203.0.113.0/24": "for documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
]
_REFUSED_V6 = [
    (IPv6Network(network), why)
    for network, why in {
        "::/128": "unspecified",
        "::1/128": "loopback",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "fec0::/10": "private",
        "ff00::/8": "multicast",
        "2001:db8::/32": "for documentation",
        # Teredo among others: it leads into networks behind a router.
        "2001::/23": "reserved",
        "3fff::/20": "for documentation",
    }.items()
]
#: Where an address of the old kind stands within one of the new: network, and bits below it.
_EMBEDDING = [
    (IPv6Network("::/96"), 0),
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated (SIIT)
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
]
#: Of all the rest, only what is given out for use on the internet.
_UNICAST = IPv6Network("2000::/3")
#: The third quarter of a tunnelled (ISATAP) address, whatever the bit for “unique” says.
_ISATAP = {0x00005EFE, 0x02005EFE}


def refusal(address: str) -> str:
    """Return what keeps an IP address from being called, or nothing when it is a public one.

    Raises ValueError when it is no IP address.
    """
    found = ip_address(address)
    return _refusal_v4(found) if isinstance(found, IPv4Address) else _refusal_v6(found)


def _refusal_v4(address: IPv4Address) -> str:
    return next((why for network, why in _REFUSED_V4 if address in network), "")


def _refusal_v6(address: IPv6Address) -> str:
    if address.scope_id:
        return "link-local"
    for network, why in _REFUSED_V6:
        if address in network:
            return why
    for network, below in _EMBEDDING:
        if address in network:
            return _refusal_v4(_embedded(address, below))
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return _refusal_v4(_embedded(address, 0))
    return "" if address in _UNICAST else "reserved"


def _embedded(address: IPv6Address, below: int) -> IPv4Address:
    return IPv4Address(int(address) >> below & 0xFFFFFFFF)
