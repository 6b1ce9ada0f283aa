"""The PostgreSQL that the tests run on: one that is reachable, or one started for them.

Only the standard library may be imported here: this runs before anything is installed.
"""

import contextlib
import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from interviewbank.environment import PYTHON, ROOT, children, ending, run, say

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
# What Django's test runner needs of a server: a version it supports, the right to make databases.
PROBE = """
import sys, psycopg
with psycopg.connect(sys.argv[1], connect_timeout=3) as connection:
    [usable] = connection.execute(
        "SELECT (rolsuper OR rolcreatedb) AND current_setting('server_version_num')::int >= 140000"
        " FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
sys.exit(not usable)
"""


def reachable() -> str:
    """Return the URL of a server that the tests may use, or nothing."""
    url = os.environ.get("TEST_POSTGRES_URL", LOCAL)
    return url if run([PYTHON, "-c", PROBE, url])[0] == 0 else ""


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server programs on this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4])
    )
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def own_database(url: str) -> str:
    """Name the test database after this checkout, so that two of them can share a server."""
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return re.sub(r"/[^/?]*(\?.*)?$", rf"/interviewbank_{checkout}\1", url)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed at the end, even while an ended browser still writes."""
    return tempfile.TemporaryDirectory(prefix="interviewbank-", ignore_cleanup_errors=True)


@contextlib.contextmanager
def started(programs: Path) -> Iterator[str]:
    """Run a PostgreSQL of our own, removed at the end; yield its URL, or nothing if it fails."""
    with temporary_folder() as name:
        folder, password, port = Path(name), secrets.token_hex(16), free_port()
        owner = server_owner()
        (folder / "password").write_text(password)
        if owner:
            give_away(folder, owner)
        server = start_server(programs, folder, port, owner)
        try:
            up = server is not None and listens(server, port)
            yield f"postgres://postgres:{password}@127.0.0.1:{port}/postgres" if up else ""
        finally:
            if server:
                children.end(server, signal.SIGINT)


def server_owner() -> str:
    """Return the account to run PostgreSQL under: it refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else ""


def give_away(folder: Path, owner: str) -> None:
    """Hand the server's folder to the account that the server runs under."""
    account = pwd.getpwnam(owner)
    for path in (folder, folder / "password"):
        os.chown(path, account.pw_uid, account.pw_gid)


def start_server(
    programs: Path, folder: Path, port: int, owner: str
) -> subprocess.Popen[bytes] | None:
    """Make a database cluster and start its server, tuned for data that may be lost."""
    account: dict[str, Any] = {"user": owner, "group": owner, "extra_groups": []} if owner else {}
    data = str(folder / "data")
    command = [str(programs / "initdb"), "-D", data, "-U", "postgres", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
    code, output = run([*command, "--no-sync"], cwd=folder, **account)
    if code:
        say(f"PostgreSQL cannot be started:{ending(output)}")
        return None
    tuning = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    tuning |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    settings = [f"-c{name}={value}" for name, value in tuning.items()]
    with (folder / "log").open("wb") as log:
        server = [str(programs / "postgres"), "-D", data, *settings]
        return children.start(server, stdout=log, stderr=log, cwd=folder, **account)


def free_port() -> int:
    """Return a port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections, or has ended."""
    while server.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        children.pause(0.1)
    return False
