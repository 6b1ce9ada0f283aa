"""Python-Markdown, with the parts that this product allows."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.treeprocessors import Treeprocessor

from questions.markup.cost import BlockMeter, Budget, Emphasis, Link, Metered, Table
from questions.markup.fences import FencedCode
from questions.markup.lists import HEADING, TypedLists


class _Heading(HashHeaderProcessor):
    """Needs a space after the hashes: "#1" and "#include" are text."""

    RE = HEADING


class _Finish(Treeprocessor):
    """What pages ask of elements, once inline markup is in place."""

    TASK = re.compile(r"\[([ xX])\][ ]+")

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in {"h1", "h2", "h3", "h4", "h5"}:
                element.tag = f"h{min(6, int(element.tag[1]) + 2)}"  # h1 and h2 are the page's
            elif element.tag == "li":
                self.show_task(element)
            elif element.tag == "pre":
                element.attrib |= {"class": "highlight", "tabindex": "0"}
            elif "align" in element.attrib:
                element.set("class", f"align-{element.attrib.pop('align')}")
            elif element.tag == "a" and not "".join(element.itertext()).strip():
                element.text = element.get("href")

    def show_task(self, item: Element) -> None:
        """The box is a character: nothing to click, and screen readers can say it."""
        holder = item if (item.text or "").strip() or not len(item) else item[0]
        task = self.TASK.match(holder.text or "")
        if task and holder.text and holder.tag in {"li", "p"}:
            holder.text = ("☐ " if task[1] == " " else "☑ ") + holder.text[task.end() :]
            item.set("class", "task")


def new_parser() -> Markdown:
    """A new one for each text (0.2 ms): it is not thread-safe, nor of use after an exception."""
    md = Markdown(extensions=["sane_lists"], output_format="html")
    md.ESCAPED_CHARS.append("|")
    budget = Budget()
    fenced_code = FencedCode(md)
    fenced_code.budget = budget
    md.preprocessors.deregister("html_block")
    md.preprocessors.register(fenced_code, "fenced_code", 25)
    md.preprocessors.register(TypedLists(md), "typed_lists", 20)
    md.treeprocessors.register(_Finish(md), "finish", 15)
    _replace_block_processors(md, budget)
    _replace_inline_patterns(md, budget)
    return md


def _replace_block_processors(md: Markdown, budget: Budget) -> None:
    """Without link definitions: their pattern takes a minute for 64 KB of quote marks."""
    meter = BlockMeter(md.parser)
    table = Table(md.parser, {"use_align_attribute": True})
    meter.budget = table.budget = budget
    md.parser.blockprocessors.register(meter, "meter", 200)
    md.parser.blockprocessors.register(table, "table", 75)
    md.parser.blockprocessors.register(_Heading(md.parser), "hashheader", 70)
    md.parser.blockprocessors.deregister("reference")


def _replace_inline_patterns(md: Markdown, budget: Budget) -> None:
    """Without tags and entities, which are text here, and all that uses link definitions."""
    patterns = md.inlinePatterns
    for name in ("reference", "short_reference", "image_reference", "short_image_ref"):
        patterns.deregister(name)
    for name in ("html", "entity", "image_link"):
        patterns.deregister(name)
    emphasis = Emphasis("*", "strong,em", md)
    emphasis.add("_", "strong,em", smart=True)
    emphasis.budget = budget
    patterns.register(emphasis, "em_strong", 60)
    patterns.register(Link(r"!?\[", md), "link", 160)
    kept = ("em_strong", "linebreak", "automail", "autolink", "link", "escape", "backtick")
    for priority, name in enumerate(kept):
        patterns.register(Metered(patterns[name], budget), name, priority)
