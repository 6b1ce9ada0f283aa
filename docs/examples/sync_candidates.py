"""Keep candidates in step with an applicant tracking system, and give those due a kit.

    BANK=https://bank.example TOKEN=ibk_… python sync_candidates.py export.csv \
        --stage Interview --blueprint "Junior AI Model Designer, 45 minutes"

The export is a CSV file with the columns id, name, email and stage. A candidate is known again by
the id (`external_ref`). Who is at the given stage and has no kit gets one, frozen. Run it again at
any time: what is done already is left alone, and what a lost answer left in doubt is not done
twice. It needs a token with candidates:read, candidates:write, kits:read, kits:write and
questions:read.
"""

import argparse
import csv
import os
import sys
import time
from typing import Any

import requests

TRIES = 5
OVERLOADED = (409, 429, 502, 503, 504)


class Bank:
    """The API of one bank; waits and tries again where that can help."""

    def __init__(self, address: str, token: str) -> None:
        self.address = f"{address.rstrip('/')}/api/v1/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, *, key: str = "", **more: Any) -> requests.Response:
        """Send a request; `key` makes one that creates something safe to send again."""
        headers = more.pop("headers", {}) | ({"Idempotency-Key": key} if key else {})
        for attempt in range(TRIES):
            answer = self.session.request(
                method, self.address + path, headers=headers, timeout=60, **more
            )
            retry = answer.headers.get("Retry-After")
            if answer.status_code not in OVERLOADED or (answer.status_code == 409 and not retry):
                break
            time.sleep(int(retry or 2**attempt))
        if not answer.ok:
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.json().get('detail')}")
        return answer

    def find(self, path: str, **filters: Any) -> list[dict[str, Any]]:
        """Return the first page of a list: more than enough where one row is looked for."""
        rows: list[dict[str, Any]] = self.ask("GET", path, params=filters).json()["results"]
        return rows


def sync(bank: Bank, row: dict[str, str]) -> tuple[int, str]:
    """Store a candidate as the export has them; return their id and what was done."""
    said = {"name": row["name"], "email": row["email"], "external_ref": row["id"]}
    known = bank.find("candidates/", external_ref=row["id"])
    if not known:
        made = bank.ask("POST", "candidates/", json=said, key=f"candidate-{row['id']}")
        return made.json()["id"], "added"
    path = f"candidates/{known[0]['id']}/"
    if all(known[0][field] == value for field, value in said.items()):
        return known[0]["id"], "unchanged"
    seen = bank.ask("GET", path)
    bank.ask("PATCH", path, json=said, headers={"If-Match": seen.headers["ETag"]})
    return known[0]["id"], "changed"


def give_kit(bank: Bank, candidate: int, blueprint: int, reference: str) -> str:
    """Make a candidate's kit, ready to print, unless they have one; return what was done."""
    kits = bank.find("kits/", candidate=candidate)
    if any(kit["status"] != "draft" for kit in kits):
        return "has a kit"
    if not kits:
        said = {"blueprint": blueprint, "candidate": candidate}
        kits = [bank.ask("POST", "kits/", json=said, key=f"kit-{reference}").json()]
    path = f"kits/{kits[0]['id']}/"
    seen = bank.ask("GET", path)
    bank.ask("POST", f"{path}freeze/", headers={"If-Match": seen.headers["ETag"]})
    return "given a kit"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("export", help="a CSV file with the columns id, name, email, stage")
    parser.add_argument("--stage", required=True, help="at which a candidate gets a kit")
    parser.add_argument("--blueprint", required=True, help="its name")
    options = parser.parse_args()
    bank = Bank(os.environ["BANK"], os.environ["TOKEN"])
    plans = bank.find("blueprints/", q=options.blueprint)
    named = [plan["id"] for plan in plans if plan["name"] == options.blueprint]
    if not named:
        raise SystemExit(f"There is no blueprint “{options.blueprint}”.")
    with open(options.export, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            candidate, done = sync(bank, row)
            if row["stage"] == options.stage:
                done += f", {give_kit(bank, candidate, named[0], row['id'])}"
            sys.stdout.write(f"{row['id']}: {done}\n")


if __name__ == "__main__":
    main()
