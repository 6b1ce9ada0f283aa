"""Plain text and HTML as Markdown, and Markdown as a line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions import markup
from questions.formats.to_markdown import from_html, from_moodle, from_plain, has_pictures, to_line


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain", "plain"),
        ("<p>One</p>\n<p>two&nbsp;&lt; 3<br>\n*four*</p>", "One\n\ntwo < 3  \n\\*four\\*"),
        ("<p>An <em>odd</em> <b>case</b></p>", "An *odd* **case**"),
        ("<ol start=3><li>a</li><li>b<ul><li>c</li></ul></li></ol>", "3. a\n4. b\n    - c"),
        (
            '<pre><code class="language-python">a = 1\n\nb **= 2</code></pre>',
            "```python\na = 1\n\nb **= 2\n```",
        ),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        (
            "<code>a_b*c</code> H<sub>2</sub>O x<sup>n+1</sup> x<sup>k</sup>",
            "`a_b*c` H₂O xⁿ⁺¹ x^(k)",
        ),
        (
            "<a href='https://e.org/a'>there</a> <a href='javascript:a()'>not</a>",
            "[there](https://e.org/a) not",
        ),
        ("<script>a()</script><style>b{}</style><b onclick=c()>d</b>", "**d**"),
        (
            "<img src='@@PLUGINFILE@@/p.png'><img src='data:image/png;base64,AA' alt='[x]'>",
            "(picture: p.png)(picture: x)",
        ),
        ("<img src='https://e.org/p.png'>", "![picture](https://e.org/p.png)"),
        ("<table><tr><th>A</th></tr><tr><td>1</td></tr></table>", "| A |\n| --- |\n| 1 |"),
        ("<div># no</div><div>- no</div><div>1. no</div>", "\\# no\n\n\\- no\n\n1\\. no"),
    ],
)
def test_html(html: str, markdown: str) -> None:
    assert from_html(html) == markdown


def test_lines_of_moodles_own_format_stay() -> None:
    assert from_moodle("a\n*b*") == "a  \n\\*b\\*"
    assert from_moodle("a\n<b>c</b>") == "a  \n**c**"
    assert from_moodle("1 < 2 & 3") == "1 < 2 & 3"


@pytest.mark.parametrize(
    "text",
    ["*a* _b_ __c__ d_e", "# a", "- a", "1. a", "> a", "--- a", "[a](b)", "\\*", "a\\", "&lt;"],
)
def test_plain_text_is_shown_as_it_stands(text: str) -> None:
    shown = str(markup.render_inline(from_plain(text)))
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


def test_code_in_plain_text_stays_code() -> None:
    assert from_plain("Is `a_b_` it? _c_") == r"Is `a_b_` it? \_c\_"
    fenced = "What?\n```\na_b_\n```"
    assert from_plain(fenced) == fenced


@given(st.text() | st.text("*_`\\[]()#-1.>& \nab"))
def test_a_plain_line_comes_back(text: str) -> None:
    line = to_line(text)
    assert to_line(from_plain(line)) == line


def test_tells_of_pictures() -> None:
    assert has_pictures("a <img src=x>")
    assert has_pictures("![a](@@PLUGINFILE@@/b.png)")
    assert not has_pictures("a < img")


@pytest.mark.parametrize(
    "piece",
    [
        *("<div>", "<p>", "<ol><li>", "<blockquote>", "<table><thead><tr><th>x", "<b>x", "<!--"),
        *("<a ", "<", "&", "<pre>", "`", "*", "\\", "\n", "_", "<td colspan=1000>x", "[", "<img "),
    ],
)
def test_hostile_html_takes_little_time(piece: str) -> None:
    """A limit on processor time, as it is a property of safety."""
    text = piece * (60_000 // len(piece))
    before = time.process_time()
    for convert in (from_html, from_moodle, from_plain):
        assert isinstance(convert(text), str)
    assert time.process_time() - before < 5
