"""Lists moved by dragging and by keys, on a page of their own under the real security policy."""

from urllib.parse import parse_qs

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.base import Visitors, press

pytestmark = pytest.mark.browser

ITEM = """
<li data-sortable-item="{0}" id="item-{0}">
  <span data-sortable-handle hidden tabindex="0" id="handle-{0}">Move {0}</span>
  <form data-move-form method="post" action="/moved/" hx-post="/moved/" hx-swap="none">
    <input type="hidden" name="section" value="">
    <input type="hidden" name="position" value="">
  </form>
</li>
"""
PAGE = """
<!doctype html>
<html lang="en">
<title>Lists</title>
<meta name="htmx-config" content='{{"includeIndicatorStyles": false, "allowEval": false}}'>
<script src="/static/django_htmx/htmx-2.min.js" defer></script>
<script type="module" src="/static/js/sortable-list.js"></script>
<body>
<ul data-sortable="7" data-sortable-group="kit">{0}</ul>
<hr>
<ul data-sortable="8" data-sortable-group="kit">{1}</ul>
<div id="more" hx-get="/more/" hx-trigger="click">More</div>
"""


class Lists:
    """The page with two lists, and the moves that it has posted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.moves: list[tuple[str, str]] = []
        self.answer = 204
        page.route("**/lists/", self._serve)
        page.route("**/moved/", self._note)
        page.goto("/lists/")
        page.wait_for_load_state()

    def _serve(self, route: Route) -> None:
        body = PAGE.format(_items("a", "b", "c"), _items("d", "e"))
        policy = Client().get("/accounts/login/").headers["Content-Security-Policy"]
        headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
        route.fulfill(body=body, headers=headers)

    def _note(self, route: Route) -> None:
        sent = parse_qs(route.request.post_data or "")
        self.moves.append((sent["section"][0], sent["position"][0]))
        route.fulfill(status=self.answer)

    def handle(self, name: str) -> Locator:
        return self.page.locator(f"#handle-{name}")

    def order(self) -> list[str]:
        lists = self.page.locator("[data-sortable]").all()
        return ["".join(_names(one)) for one in lists]

    def press(self, name: str, key: str) -> None:
        self.handle(name).focus()
        with self.page.expect_response("**/moved/"):
            press(self.page, key)

    def drag(self, name: str, onto: str) -> None:
        mouse = self.page.mouse
        x, y = _middle(self.handle(name))
        mouse.move(x, y)
        mouse.down()
        # Two moves begin a drag; the list takes part in it a moment later.
        mouse.move(x, y + 2)
        mouse.move(x, y + 4)
        expect(self.page.locator(f"#item-{name}")).to_contain_class("sortable-ghost")
        with self.page.expect_response("**/moved/"):
            x, y = _middle(self.handle(onto))
            # Straight there: on its way the list would rest for 30 ms after each exchange.
            mouse.move(x, y)
            mouse.move(x, y + 1)
            mouse.up()


def _middle(one: Locator) -> tuple[float, float]:
    expect(one).to_be_visible()
    box = one.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _items(*names: str) -> str:
    return "".join(ITEM.format(name) for name in names)


def _names(one: Locator) -> list[str]:
    return [
        item.get_attribute("data-sortable-item") or ""
        for item in one.locator("[data-sortable-item]").all()
    ]


@pytest.fixture
def lists(visitors: Visitors) -> Lists:
    return Lists(visitors.visit())


def test_dragging_within_a_list_posts_the_new_place(lists: Lists) -> None:
    lists.drag("a", "c")
    assert lists.order() == ["bca", "de"]
    assert lists.moves == [("7", "3")]


def test_dragging_to_another_list_posts_that_list(lists: Lists) -> None:
    lists.drag("a", "d")
    assert lists.order() == ["bc", "dae"]
    assert lists.moves == [("8", "2")]


def test_keys_move_within_a_list_and_on_to_the_next(lists: Lists) -> None:
    lists.press("b", "Alt+ArrowDown")
    lists.press("b", "Alt+ArrowDown")
    assert lists.order() == ["ac", "bde"]
    expect(lists.handle("b")).to_be_focused()
    lists.press("b", "Alt+ArrowUp")
    assert lists.order() == ["acb", "de"]
    assert lists.moves == [("7", "3"), ("8", "1"), ("7", "3")]


def test_keys_stop_at_both_ends_and_spare_other_keys(lists: Lists) -> None:
    for name, key in {"a": "Alt+ArrowUp", "e": "Alt+ArrowDown", "b": "ArrowDown"}.items():
        lists.handle(name).focus()
        press(lists.page, key)
    assert lists.order() == ["abc", "de"]
    lists.press("c", "Alt+ArrowUp")
    assert lists.moves == [("7", "2")]


def test_move_that_cannot_be_saved_is_taken_back(lists: Lists, visitors: Visitors) -> None:
    visitors.console.expect("500")
    lists.answer = 500
    lists.drag("a", "d")
    expect(lists.page.locator("[data-sortable='7'] [data-sortable-item]")).to_have_count(3)
    assert lists.order() == ["abc", "de"]


def test_lists_that_a_swap_brings_can_be_moved(lists: Lists) -> None:
    more = f'<ul data-sortable="9" data-sortable-group="kit">{_items("f", "g")}</ul>'
    lists.page.route("**/more/", lambda route: route.fulfill(body=more, content_type="text/html"))
    lists.page.locator("#more").click()
    lists.drag("f", "g")
    assert lists.order() == ["abc", "de", "gf"]
    assert lists.moves == [("9", "2")]
