"""Which addresses may be called: a table of those that look harmless and are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.rules.addresses import AddressRefused, read_target, refusal

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "168.63.129.15",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:830::200e",
    # Those of the old kind, carried within the new, that are public themselves.
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
]
REFUSED = {
    "unspecified": "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0 2002::1",
    "loopback": "127.0.0.1 127.1.2.3 127.255.255.255 ::1 ::ffff:127.0.0.1 ::127.0.0.1"
    " 64:ff9b::7f00:1 2002:7f00:1:: ::ffff:0:127.0.0.1 2606:4700::5efe:127.0.0.1"
    " 2606:4700::200:5efe:7f00:1",
    "private": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 fc00::1 fd00:ec2::254"
    " fdff:ffff::1 fec0::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 2002:a00:1::1 2002:c0a8:1::1"
    " ::192.168.0.1",
    "link-local": "169.254.0.1 169.254.169.254 fe80::1 fe80::1%eth0 febf::1 ::ffff:169.254.169.254"
    " 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe:: ::169.254.169.254 2606:4700::1%1",
    "shared by a carrier (CGNAT)": "100.64.0.1 100.100.100.200 100.127.255.255 ::ffff:100.64.0.1"
    " 64:ff9b::6440:1 2002:6440:1::",
    "multicast": "224.0.0.1 239.255.255.255 ff02::1 ff0e::1 ::ffff:224.0.0.1",
    "for documentation": "192.0.2.1 198.51.100.1 203.0.113.1 2001:db8::1 3fff::1",
    "for benchmarks": "198.18.0.1 198.19.255.255 ::ffff:198.18.0.1",
    "a cloud's metadata service": "168.63.129.16 ::ffff:168.63.129.16",
    "reserved": "192.0.0.1 192.0.0.192 192.88.99.1 240.0.0.1 255.255.255.255 2001::1 2001:10::1"
    " 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:20::1 64:ff9b:1::1 100::1 4000::1 5f00::1 8000::1"
    " f000::1",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_called(address: str) -> None:
    assert refusal(address) == ""


@pytest.mark.parametrize(
    ("address", "why"), [(one, why) for why, some in REFUSED.items() for one in some.split()]
)
def test_others_may_not(address: str, why: str) -> None:
    assert refusal(address) == why


@pytest.mark.parametrize("address", ["", "localhost", "127.1", "0x7f000001", "1.2.3.4.5", "::g"])
def test_what_is_no_address_is_none(address: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        refusal(address)


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_is_judged_as_that(address: object) -> None:
    carried = refusal(str(address))
    assert refusal(f"::ffff:{address}") == refusal(f"64:ff9b::{address}") == carried


# Addresses as they are typed


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://example.org", "example.org", 443, "/"),
        ("https://EXAMPLE.org:443/hooks?x=1", "example.org", 443, "/hooks?x=1"),
        ("https://example.org.:8443/a%20b", "example.org", 8443, "/a%20b"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 443, "/"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/"),
    ],
)
def test_an_address_is_taken_apart(url: str, host: str, port: int, path: str) -> None:
    found = read_target(url)
    assert (found.host, found.port, found.path, found.named) == (host, port, path, False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "https://",
        "https:///hooks",
        "https://user@example.org/",
        "https://user:password@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#part",
        "https://example.org/#",
        "https://example.org:80/",
        "https://example.org:22/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://example .org/",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://example.org\\@127.0.0.1/",
        "https://exämple.org/",
        "https://example.org/ä",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://-a.example/",
        "https://a..example/",
        "https://exa$mple.org/",
        "https://" + "a" * 64 + ".example/",
        "https://example.org/" + "a" * 500,
    ],
)
def test_what_may_not_be_called_is_refused_as_it_is_typed(url: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        read_target(url)
    assert str(refused.value).endswith(".")


def test_the_settings_may_name_a_host() -> None:
    found = read_target("http://ats.internal:8080/x", {"ats.internal"})
    assert (found.scheme, found.port, found.named) == ("http", 8080, True)
    assert found.authority == "ats.internal:8080"
    assert read_target("http://[::1]:80/", {"::1"}).authority == "[::1]"
    with pytest.raises(AddressRefused):
        read_target("http://sub.ats.internal/", {"ats.internal"})
    with pytest.raises(AddressRefused):
        read_target("http://user@ats.internal/", {"ats.internal"})
