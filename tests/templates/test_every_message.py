"""Every template, with kind values and hostile ones: within Slack's limits, unbreakable, and readable as words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks import DataTableBlock, DataVisualizationBlock
from slackblocks.objects import AxisConfig, BarChart, DataPoint, DataSeries, LineChart, RawNumber, RawText

import templates
from templates import Message, as_text, render
from templates.limits import LIMITS, violations
from tests.templates import samples

HOSTILE = {
    "an escaped ping": "\u003c!channel\u003e",
    "a ping": "<!here>",
    "a mention": "<@U0EVIL>",
    "a link": "<https://evil.example|shop>",
    "an ampersand": "M&S",
    "an entity": "&lt;!channel&gt; &#39;",
    "quotes": "\"double\" 'single' “curly”",
    "backslashes": "C:\\new\\u0041\\",
    "lines": "one\ntwo\r\n\tthree\u2028four",
    "formatting": "*bold* _italic_ ~struck~ `code`",
    "right to left": "معطف \u202etaoC",
    "emoji": "🛍️ :tada: é",
    "a long word": "x" * 10_000,
    "many words": "warm coat " * 1_000,
    "many ampersands": "&" * 10_000,
    "nothing": "",
    "a space": " ",
    "braces": "{{ 7 * 7 }} {% raw %}",
    "json": '"}, {"type": "divider"',
    "control characters": "a\x00b\x1b[31mc\u200f",
}
OURS = re.compile(
    r"^> |<(?:@U0(?:DIRECTOR|MANAGER|OTHER|OWNER|ADMIN)|#C0SALES|https://example\.com/[^<>]*\|[^<>]*"
    r"|!date\^\d+\^[a-z_{}() ]*\|[^<>]*)>",
    re.MULTILINE,
)


def spelled(value: str) -> list[samples.Spell]:
    return [lambda _: value, lambda words: f"{words} {value}", lambda words: f"{value} {words}"]


def marked_up(value: Any) -> Iterator[str]:
    """Every text in which Slack reads markup."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for inner in value.values():
            yield from marked_up(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from marked_up(inner)


@pytest.mark.parametrize("name", samples.ALL)
def test_a_message_is_as_it_was_looked_at_and_approved(name: str) -> None:
    """`python -m tests.templates.samples` writes the snapshots anew: look at them before you commit them."""
    drawn = samples.drawn(name)

    assert samples.payload(name) == json.loads(
        (samples.SNAPSHOTS / f"{name}.json").read_text(encoding="utf-8")
    )
    assert as_text(drawn) + "\n" == (samples.SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", samples.ALL)
def test_a_message_is_within_slacks_limits(name: str) -> None:
    assert violations(samples.drawn(name), samples.surface(name)) == []


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", samples.ALL)
def test_no_value_breaks_a_message_or_its_limits(name: str, value: str) -> None:
    for spell in spelled(value):
        assert violations(samples.drawn(name, spell), samples.surface(name)) == []


@pytest.mark.parametrize("name", samples.ALL)
@pytest.mark.parametrize(
    "value", [HOSTILE[kind] for kind in ("an escaped ping", "a ping", "a mention", "a link", "an entity")]
)
def test_no_value_can_ping_mention_or_link(name: str, value: str) -> None:
    for spell in spelled(value):
        payload = samples.payload(name, spell)
        for text in (*marked_up(payload), payload.get("text", "")):
            left = OURS.sub("", text) if isinstance(text, str) else ""
            assert "<" not in left and ">" not in left


@pytest.mark.parametrize("name", samples.ALL)
def test_no_value_can_turn_bold(name: str) -> None:
    for spell in spelled("*bold* _italic_ ~struck~"):
        for text in marked_up(samples.payload(name, spell)):
            assert not {"*bold*", "_italic_", "~struck~"} & {*re.findall(r"\*bold\*|_italic_|~struck~", text)}


@pytest.mark.parametrize("name", samples.MESSAGES)
def test_marks_and_spencer_keeps_its_ampersand(name: str) -> None:
    words = as_text(samples.drawn(name, lambda _: "M&S"))

    assert "&amp;" not in words and "&#" not in words


@pytest.mark.parametrize("name", samples.ALL)
def test_slacks_own_sdk_finds_nothing_wrong(name: str) -> None:
    payload = samples.payload(name)
    for block in payload["blocks"]:
        if block["type"] not in {"data_table", "data_visualization"}:
            parsed = Block.parse(block)
            assert parsed is not None
            parsed.validate_json()
    if samples.surface(name) != "message":
        View(**payload).validate_json()


@pytest.mark.parametrize("name", samples.MESSAGES)
def test_slackblocks_can_build_our_tables_and_charts(name: str) -> None:
    for block in samples.payload(name)["blocks"]:
        match block["type"]:
            case "data_table":
                assert rebuilt_table(block) == block
            case "data_visualization":
                assert rebuilt_chart(block) == block


def rebuilt_table(block: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [
            RawNumber(cell["value"], cell["text"]) if cell["type"] == "raw_number" else RawText(cell["text"])
            for cell in row
        ]
        for row in block["rows"]
    ]
    table = DataTableBlock(rows, block["caption"], block["page_size"], block["row_header_column_index"])
    return without_id(json.loads(repr(table)))


def rebuilt_chart(block: Mapping[str, Any]) -> dict[str, Any]:
    chart = block["chart"]
    lines = [
        DataSeries(one["name"], [DataPoint(point["label"], point["value"]) for point in one["data"]])
        for one in chart["series"]
    ]
    axis = AxisConfig(chart["axis_config"]["categories"], y_label=chart["axis_config"].get("y_label"))
    kind = {"line": LineChart, "bar": BarChart}[chart["type"]]
    return without_id(json.loads(repr(DataVisualizationBlock(block["title"], kind(lines, axis)))))


def without_id(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "block_id"}


@pytest.mark.parametrize("name", sorted(set(samples.MESSAGES) - {"headlines"}))
def test_a_message_shows_at_most_three_buttons_at_a_time(name: str) -> None:
    for block in samples.payload(name)["blocks"]:
        if block["type"] == "actions":
            assert sum(element["type"] == "button" for element in block["elements"]) <= 3


@pytest.mark.parametrize("name", samples.MESSAGES)
def test_the_text_beside_the_blocks_holds_the_whole_message(name: str) -> None:
    message = samples.drawn(name)
    assert isinstance(message, Message)

    assert len(message.text) <= LIMITS["message.text"] - 100
    for block in message.blocks:
        if block["type"] == "section" and "text" in block:
            first = as_text([block]).split("\n")[0]
            assert first.split(" (http")[0][:40] in as_text(
                {
                    "text": message.text,
                    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": message.text}}],
                }
            )


@pytest.mark.parametrize("name", ["number", "numbers", "breakdown", "series", "morning"])
def test_the_notification_begins_with_the_headline_figure(name: str) -> None:
    message = samples.drawn(name)
    assert isinstance(message, Message)

    assert re.match(r"Net sales( \(Shopify\))? £[\d,]+ · [▲▼] (up|down) £", message.text)


@pytest.mark.parametrize("name", ["number", "numbers", "breakdown", "series"])
def test_the_first_two_lines_stand_alone(name: str) -> None:
    figure, compared, *_ = as_text(samples.drawn(name)).split("\n")

    assert "£" in figure and "vs" in figure
    assert "against" in compared and ("complete" in compared or "settling" in compared)


def test_a_missing_day_is_never_a_number() -> None:
    words = as_text(samples.drawn("missing"))

    assert words.startswith(
        "Net sales: nothing recorded yet for Sun 22 Nov.\nSat 21 Nov, the last complete day: £"
    )
    assert "Shopify orders: through Sat 21 Nov 18:40 (Europe/London)" in words
    assert words.count("£") == 1


def test_every_template_has_a_sample() -> None:
    drawn = {
        template
        for table in (samples.MESSAGES, samples.MODALS, samples.HOMES)
        for template, _ in table.values()
    }
    there = {path.relative_to(templates.HERE).as_posix() for path in templates.HERE.rglob("*.j2")}

    parts = {
        part
        for template in drawn
        for part in re.findall(r'include "(.+?)"', (templates.HERE / template).read_text(encoding="utf-8"))
    }

    assert there - set(templates.SHARED) == drawn | parts


@pytest.mark.parametrize(
    "path", sorted(templates.HERE.rglob("*.j2")), ids=lambda path: path.relative_to(templates.HERE).as_posix()
)
def test_every_template_says_what_it_takes(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{#")


def test_no_value_stands_inside_json_quotes() -> None:
    for path in templates.HERE.rglob("*.j2"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.search(r'"[^"{}]*": *"[^"]*\{\{', line), f"{path.name}: {line}"


def test_a_value_that_was_forgotten_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("refused.j2")


def test_a_missing_number_cannot_be_printed_by_accident() -> None:
    with pytest.raises(TypeError, match="missing"):
        render("error.j2", reference=None, changed=False)


def test_all_templates_can_be_compiled_before_the_first_message() -> None:
    templates.warm()
