"""The floor of an answer: what somebody would write by hand for this one question, with raw sqlite3 and dicts.

It asks the same rollups in the same two steps and says the same. It knows no other question, trusts its
values, checks no rights, keeps nothing, and takes for granted what the bot finds out: currency, zone, sources.
"""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from warehouse.embedded import open_reader
from warehouse.facts import day_number
from warehouse.rollups import week_of

TOTAL = "SELECT sum(net_sales) FROM line_day WHERE day >= ? AND day < ?"
WINNERS = """
SELECT product, sum(net_sales) AS worth FROM (
    SELECT late.id - (:late << 24) AS product, late.sales - coalesce(early.sales, 0) AS sales,
        late.net_sales - coalesce(early.net_sales, 0) AS net_sales
    FROM product_total AS late
    LEFT JOIN product_total AS early ON early.id = late.id - ((:late - :early) << 24)
    WHERE late.id >= :late << 24 AND late.id < (:late + 1) << 24 AND late.sales > coalesce(early.sales, 0)
    UNION ALL
    SELECT product_id, :early_sign, :early_sign * coalesce(net_sales, 0) FROM sales_day
    WHERE day >= :early_from AND day < :early_to
    UNION ALL
    SELECT product_id, :late_sign, :late_sign * coalesce(net_sales, 0) FROM sales_day
    WHERE day >= :late_from AND day < :late_to
)
WHERE product NOT IN (SELECT id FROM product WHERE ranked = 0)
GROUP BY product HAVING sum(sales) > 0 AND worth IS NOT NULL
ORDER BY worth DESC, product LIMIT 10
"""
OF_WINNERS = """
SELECT product_id, sum(net_sales) FROM sales_day
WHERE day >= ? AND day < ? AND product_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) GROUP BY +product_id
"""
DESCRIBED = """
SELECT product.id, sku, title, label.name FROM product JOIN label ON label.id = product_line_id
WHERE product.id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Ranking:
    """The ten best products of the last 28 days against the 28 before."""

    def __init__(self, facts: Path, today: date) -> None:
        """Open the facts as the bot does."""
        self._facts = open_reader(facts)
        self._turn = threading.Lock()
        self._today = today

    def answer(self) -> dict[str, Any]:
        """The answer to `/product top 10 last 28 days`."""
        today = day_number(self._today)
        asked, before = (today - 28, today), (today - 56, today - 28)
        with self._turn:
            total = self._facts.execute(TOTAL, asked).fetchone()[0]
            self._facts.execute(TOTAL, before).fetchone()
            winners = [row[0] for row in self._facts.execute(WINNERS, _around(*asked))]
            now = dict(self._facts.execute(OF_WINNERS, (*asked, *winners)).fetchall())
            then = dict(self._facts.execute(OF_WINNERS, (*before, *winners)).fetchall())
            described = {row[0]: row[1:] for row in self._facts.execute(DESCRIBED, winners)}
        rows = [(*described[winner], now[winner], then.get(winner)) for winner in winners]
        return _message(rows, total, self._today)

    def close(self) -> None:
        """Give the connection back."""
        self._facts.close()


def _around(start: int, end: int) -> dict[str, int]:
    """The Mondays nearest to both ends of the days, and the days between."""
    early, late = week_of(start + 3), week_of(end + 3)
    return {
        "early": early, "early_from": min(start, early), "early_to": max(start, early),
        "early_sign": 1 if start < early else -1,
        "late": late, "late_from": min(end, late), "late_to": max(end, late), "late_sign": 1 if late < end else -1,
    }  # fmt: skip


def _message(rows: list[tuple[str, str, str, int, int | None]], total: int, today: date) -> dict[str, Any]:
    _, title, _, now, then = rows[0]
    newest = f"{today - timedelta(days=1):%a %-d %b}"
    asked, before = _dates(today - timedelta(days=28)), _dates(today - timedelta(days=56))
    head = f"*Best by net sales: {title}, {_money(now)}* · {_change(now, then)}"
    second = (
        f"Last 28 days ({asked} {today.year}) against {before} {today.year} · all products {_money(total)}"
        f" · ⏳ still arriving: Shopify orders are through {newest} (Europe/London); usually final in two days"
    )
    foot = (
        f"I read: net sales · by product · {asked} {today.year} · vs {before} {today.year} · top 10\n"
        f"Source: Shopify orders through {newest} (Europe/London)\n"
        "Net sales = gross sales − discounts − returns · definition v1\n"
        f"Shopify orders: {newest} {today.year} is the newest day and may still grow.\n"
        "Refunds are on the order's day, shared over its lines by value; Shopify uses the refund day."
    )
    header = ["Product", "SKU", "Line", "Net sales", "Before", "Change"]
    said = [
        f"{title}: {sku} · {line} · {_money(now)} · {_money(then)} · {_percent(now, then)}"
        for sku, title, line, now, then in rows
    ]
    text = "\n".join([head.replace("*", ""), second, "Best by net sales", " · ".join(header), *said, foot])
    return {
        "text": text,
        "blocks": [
            {"type": "section", "expand": True, "text": _mrkdwn(f"{head}\n{second}")},
            {
                "type": "data_table", "caption": "Best by net sales", "page_size": 10, "row_header_column_index": 0,
                "rows": [[_text(name) for name in header], *(_row(*row) for row in rows)],
            },
            {"type": "context", "elements": [_mrkdwn(foot)]},
            {"type": "actions", "elements": [*_buttons(), _more()]},
        ],
    }  # fmt: skip


def _row(sku: str, title: str, line: str, now: int, then: int | None) -> list[dict[str, Any]]:
    return [
        _text(title), _text(sku), _text(line), _number(now, _money(now)), _number(then or 0, _money(then)),
        _number(now - (then or 0), _percent(now, then)),
    ]  # fmt: skip


def _buttons() -> list[dict[str, Any]]:
    return [
        {"type": "button", "text": _plain(label), "action_id": action, "value": value}
        for label, action, value in (
            ("Send it to me when it lands", "answer.promise", "0123456789abcdef"),
            ("Why", "why.run", "net sales · by product · 22 Oct–18 Nov 2026 · vs 24 Sep–21 Oct 2026"),
            ("Share", "answer.share", "0123456789abcdef"),
        )
    ]


def _more() -> dict[str, Any]:
    choices = (
        (
            "By sales channel",
            "kpi.run net sales · by sales channel · 22 Oct–18 Nov 2026 · vs 24 Sep–21 Oct 2026",
        ),
        (
            "By product line",
            "kpi.run net sales · by product line · 22 Oct–18 Nov 2026 · vs 24 Sep–21 Oct 2026",
        ),
        (
            "vs last year",
            "kpi.run net sales · by product · 22 Oct–18 Nov 2026 · vs 23 Oct–19 Nov 2025 · top 10",
        ),
        ("Keep in my DM", "answer.keep 0123456789abcdef"),
        ("Show data", "answer.data 0123456789abcdef"),
    )
    options = [{"text": _plain(label), "value": value} for label, value in choices]
    return {"type": "overflow", "action_id": "more", "options": options}


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "verbatim": True, "text": text}


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _text(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def _number(pence: int, text: str) -> dict[str, Any]:
    return {"type": "raw_number", "value": pence / 100, "text": text}


def _money(pence: int | None) -> str:
    return "—" if pence is None else f"£{pence / 100:,.0f}"


def _percent(now: int, then: int | None) -> str:
    if not then:
        return "—"
    return f"{'▲ +' if now >= then else '▼ −'}{abs(now / then - 1):.1%}".replace("%", "\u00a0%")


def _change(now: int, then: int | None) -> str:
    if not then:
        return "new"
    moved = now - then
    sign, arrow = ("+", "▲") if moved >= 0 else ("−", "▼")
    return f"{arrow} {sign}{_money(abs(moved))} ({sign}{abs(moved / then):.1%})".replace("%", "\u00a0%")


def _dates(first: date) -> str:
    return f"{first:%-d %b}–{first + timedelta(days=27):%-d %b}"
