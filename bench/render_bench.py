"""What rendering costs: our templates against one flat, precompiled Jinja2 template that gives the same message."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from metrics.metric import Good, Metric, Unit
from metrics.period import Period
from metrics.reading import Answer, Comparison, Completeness, Coverage, Question, Rank, Reading
from templates import Message, Style, render
from templates.filters import Words

GOAL = 1.3
ROUNDS = 400
STYLE = Style(currency="GBP", today=date(2011, 12, 1))
ZONE = ZoneInfo("Europe/London")
NOVEMBER = Period(date(2011, 11, 1), date(2011, 12, 1), "November 2011")
OCTOBER = Period(date(2011, 10, 1), date(2011, 11, 1), "October 2011")
COUNTRIES = ("GB", "NL", "IE", "DE", "FR", "AU", "CH", "ES", "BE", "SE")
BUTTONS = (
    ("By channel", "kpi.by", "net sales by channel"),
    ("Share", "answer.share", "a1"),
    ("Keep", "answer.keep", "a1"),
)

#: The same message written out flat: no macros, nothing escaped, nothing fitted, its words for Slack by hand.
FLAT = """
{%- set total = answer.totals[0] %}{% set question = answer.question %}{% set top = answer.rows[0][0] -%}
{%- set line %}{{ total.metric.label }} {{ say.value(total.asked) }}{% endset -%}
{%- set trend %} · {{ say.trend(total) }} vs {{ say.when(total.baseline.period) }}{% endset -%}
{%- set second %}{{ say.sentence(say.period(total.asked.period)) }} against {{ say.period(total.baseline.period) }} ({{ say.value(total.baseline) }}) · {{ say.state(total.asked) }}{% endset -%}
{%- set figure %} {{ say.value(top.asked) }} {{ say.change(top) }} · {{ answer.rows|length }} of {{ say.count(answer.segments) }} shown{% endset -%}
{%- set foot %}I read: {{ echo }}
Source: {{ say.sources(answer)[:5]|join(" · ") }} ({{ say.style.zone }}){% endset -%}
{%- set rows = [[split, total.metric.label, "Before", "Change"]] -%}
{%- for row in answer.rows -%}
{%- set one = row[0] -%}
{%- do rows.append([say.segment(question.split, one.asked.segment), say.figure(one.asked), say.figure(one.baseline), say.moved(one)]) -%}
{%- endfor -%}
{%- do rows.append(["All others", say.figure(answer.rest[0].asked), say.figure(answer.rest[0].baseline), say.moved(answer.rest[0])]) -%}
{%- do rows.append(["Total", say.figure(total.asked), say.figure(total.baseline), say.moved(total)]) -%}
{%- set text %}{{ line }}{{ trend }}
{{ second }}
Highest: {{ say.segment(question.split, top.asked.segment) }}{{ figure }}
{{ total.metric.label }} by {{ split|lower }}
{{ rows[0]|join(" · ") }}
{%- for row in rows[1:] %}

{{ row[0] }}: {{ row[1][0] }} · {{ row[2][0] }} · {{ row[3][0] }}
{%- endfor %}

{{ foot }}{% endset -%}
{"text": {{ text|json }}, "blocks": [
{"type":"section","expand":true,"text":{"type":"mrkdwn","verbatim":true,"text":{{ ("*" ~ line ~ "*" ~ trend ~ "\n" ~ second ~ "\nHighest: *" ~ say.segment(question.split, top.asked.segment) ~ "*" ~ figure)|json }}}},
{"type":"data_table","caption":{{ (total.metric.label ~ " by " ~ split|lower)|json }},"page_size":10,"row_header_column_index":0,"rows":[
{%- for row in rows %}{% if not loop.first %},{% endif %}[{% for cell in row %}{% if not loop.first %},{% endif %}
{%- if cell is string %}{"type":"raw_text","text":{{ cell|json }}}{% else %}{"type":"raw_number","value":{{ cell[1] }},"text":{{ cell[0]|json }}}{% endif %}
{%- endfor %}]{% endfor %}]},
{"type":"context","elements":[{"type":"mrkdwn","verbatim":true,"text":{{ foot|json }}}]},
{"type":"actions","elements":[
{%- for label, action, value in buttons %}{% if not loop.first %},{% endif -%}
{"type":"button","text":{"type":"plain_text","text":{{ label|json }},"emoji":true},"action_id":{{ action|json }},"value":{{ value|json }}}
{%- endfor %}]}]}
"""


def measure() -> list[tuple[str, str, str, bool, str]]:
    """P9: (name, figure, goal, met, how). Both are asserted to give the same message."""
    values: dict[str, Any] = {
        "answer": answer(),
        "split": "Country",
        "echo": "net sales · by country",
        "buttons": BUTTONS,
    }

    def ours() -> Message:
        return render("breakdown.j2", style=STYLE, **values)

    flat = _flat(values)
    sent, expected = ours(), flat()
    assert [dict(block) for block in sent.blocks] == expected["blocks"], "the two do not say the same"
    assert sent.text.split() == expected["text"].split(), "the two texts differ"
    ratio, own, floor = _interleaved(ours, flat)
    how = (
        f"a top-10 answer with its table and text: {own:.0f} µs against {floor:.0f} µs of a flat Jinja2 template"
        f" (the same figures and text, its rows in Jinja, json.loads; no macros, nothing escaped or fitted),"
        f" A B A B, medians"
    )
    return [("P9 rendering", f"{ratio:.2f} ×", f"≤ {GOAL} ×", ratio <= GOAL, how)]


def _flat(values: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"], autoescape=False)
    environment.filters["json"] = json.JSONEncoder(ensure_ascii=False).encode
    template = environment.from_string(FLAT)

    def draw() -> dict[str, Any]:
        written = template.render(say=Words(STYLE), **values)
        sent: dict[str, Any] = json.loads(written)
        sent["text"] = sent["text"].replace("\u00a0", " ").replace("\u202f", " ")
        return sent

    return draw


def _interleaved(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float, float]:
    """(ratio, ours, floor) in microseconds: the median of each, taken in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for draw, taken in zip((ours, floor), times, strict=True):
            began = time.perf_counter()
            draw()
            taken.append((time.perf_counter() - began) * 1e6)
    own, other = statistics.median(times[0]), statistics.median(times[1])
    return own / other, own, other


def answer() -> Answer:
    """Net sales of a month by country, the ten largest."""
    metric = Metric(
        name="net_sales", label="Net sales", meaning="", formula="", unit=Unit.MONEY, sources=("orders_day",),
        measure="net_sales", splits=("country",), good=Good.UP,
    )  # fmt: skip

    def compared(now: int, before: int, segment: str | None = None) -> Comparison:
        readings = (
            Reading(
                metric=metric, period=period, value=value, completeness=Completeness.COMPLETE, segment=segment
            )
            for period, value in ((NOVEMBER, now), (OCTOBER, before))
        )
        return Comparison(asked=next(readings), baseline=next(readings))

    rows = [
        (compared(122_000_012 // (place + 1), 91_000_050 // (place + 2), code),)
        for place, code in enumerate(COUNTRIES)
    ]
    reach = Coverage(
        source="shopify_orders", label="Shopify orders", first=date(2010, 12, 1), last=date(2011, 11, 30),
        through=datetime(2011, 11, 30, 17, 42, tzinfo=ZONE),
    )  # fmt: skip
    return Answer(
        question=Question(
            metrics=(metric,), period=NOVEMBER, baseline=OCTOBER, split="country", rank=Rank(count=10)
        ),
        totals=(compared(150_949_626, 107_070_470),),
        rows=tuple(rows),
        rest=(compared(2_043_962, 667_047),),
        segments=24,
        covers=("Shopify orders",),
        reach=(reach,),
    )


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=" | ")
