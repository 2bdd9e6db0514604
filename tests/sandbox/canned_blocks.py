"""One of every block kind and element that the page must draw, as the app would send them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def option(text: str, value: str | None = None, **more: Any) -> Json:
    return {"text": plain(text), "value": value or text.lower().replace(" ", "_"), **more}


def actions(*elements: Json, block_id: str = "actions") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def entry(label: str, element: Json, **more: Any) -> Json:
    name = label.lower().replace(" ", "_")
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name} | element,
    } | more


def context(*texts: str) -> Json:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def data_table(caption: str, head: list[str], rows: list[list[str | tuple[float, str]]], size: int) -> Json:
    def cell(value: str | tuple[float, str]) -> Json:
        if isinstance(value, str):
            return {"type": "raw_text", "text": value}
        return {"type": "raw_number", "value": value[0], "text": value[1]}

    cells = [[cell(name) for name in head], *([cell(value) for value in row] for row in rows)]
    return {
        "type": "data_table",
        "caption": caption,
        "page_size": size,
        "row_header_column_index": 0,
        "rows": cells,
    }


def axis_chart(kind: str, title: str, labels: list[str], y_label: str, **series: list[float]) -> Json:
    lines = [
        {
            "name": name.replace("_", " "),
            "data": [{"label": a, "value": b} for a, b in zip(labels, values, strict=True)],
        }
        for name, values in series.items()
    ]
    chart = {"type": kind, "series": lines, "axis_config": {"categories": labels, "y_label": y_label}}
    return {"type": "data_visualization", "title": title, "chart": chart}


DAYS = [f"{day} Nov" for day in range(9, 23)]
THIS_YEAR = [
    141200,
    139800,
    143100,
    150300,
    168900,
    212400,
    198700,
    144000,
    148800,
    151900,
    157300,
    176800,
    221500,
    184800,
]
LAST_YEAR = [
    132100,
    135400,
    138800,
    141700,
    160100,
    203900,
    196300,
    139200,
    143700,
    147100,
    150400,
    170600,
    213300,
    197100,
]

PRODUCTS: list[list[str | tuple[float, str]]] = [
    ["Aran Coat", (38410, "£38,410"), (258, "258"), (0.148, "+14.8 %")],
    ["Harris Scarf", (21907.5, "£21,908"), (811, "811"), (-0.031, "−3.1 %")],
    ["Fair Isle Vest", (17288, "£17,288"), (196, "196"), (0.224, "+22.4 %")],
    ["Waxed Jacket", (15630, "£15,630"), (84, "84"), (-0.187, "−18.7 %")],
    ["Merino Socks, 3 pairs", (9824, "£9,824"), (702, "702"), (0.012, "+1.2 %")],
    ["Guernsey Jumper", (9410, "£9,410"), (97, "97"), (0.066, "+6.6 %")],
    ["Tweed Cap", (6105, "£6,105"), (187, "187"), (-0.009, "−0.9 %")],
    ["Wool Blanket", (5980, "£5,980"), (46, "46"), (0.301, "+30.1 %")],
]

DIGEST: list[Json] = [
    header("Yesterday at the shop · Sun 22 Nov"),
    section("*£184,800* net sales, *−6.2 %* on the same Sunday last year (£197,100)"),
    {
        "type": "section",
        "fields": [
            mrkdwn("*Orders*\n2,244  `−4.8 %`"),
            mrkdwn("*Order value*\n£82.35  `−1.5 %`"),
            mrkdwn("*Conversion*\n2.29 %  `−0.26 pp`"),
            mrkdwn("*Sessions*\n98,100  `+6.2 %`"),
        ],
    },
    {"type": "divider"},
    section(
        "*What moved*\n• ↓ *Email* −£9,100: one send, two last year\n• ↓ *Waxed Jacket* −£3,588: out of stock in M\n• ↑ *Paid social* +£5,400"
    ),
    section(
        ":hourglass_flowing_sand: *1 approval waits for you*: PDP copy “Aran Coat”, needed by Thu 12:00",
        block_id="waiting",
        accessory=button("Review", "approval.show", value="214"),
    ),
    actions(
        button("By product", "kpi.run:1", value="net sales by product"),
        button("By channel", "kpi.run:2", value="net sales by channel"),
        button("Chart", "kpi.run:3"),
        {
            "type": "overflow",
            "action_id": "digest.more",
            "options": [option("Only when unusual"), option("Move to 08:30"), option("Stop")],
        },
        block_id="digest_actions",
    ),
    context("Fri 20 – Sun 22 Nov 2026 · Shopify, GA4 · complete through Sun 24:00 Europe/London"),
]

ANSWER: list[Json] = [
    section("*£184,800* net sales · Sun 22 Nov 2026\n−£12,300 (−6.2 %) on Sun 23 Nov 2025, the same weekday"),
    axis_chart("line", "Net sales by day", DAYS, "Net sales (£)", Net_sales=THIS_YEAR, Last_year=LAST_YEAR),
    actions(
        button("Share", "answer.share", value="answer-1", style="primary"),
        button("Keep in my DM", "answer.keep", value="answer-1"),
        button("By channel", "kpi.run:1"),
        block_id="answer_actions",
    ),
    context(
        "I read: _net sales · yesterday · vs same weekday last year_ · Shopify through Sun 24:00 · refunds on the order's day"
    ),
]

CARD: list[Json] = [
    section(
        "*Approval 214 · PDP copy “Aran Coat”* v3\nby <@U_MANAGER> → <@U_DIRECTOR> · needed *Thu 26 Nov 12:00*\n"
        "> Hand-knitted in Donegal from undyed wool.\n> The lowest price ever.",
        accessory={"type": "image", "image_url": "/page/favicon.svg", "alt_text": "Aran Coat"},
    ),
    actions(
        button("Approve v3", "approval.approve", value="214:3", style="primary"),
        button(
            "Request changes",
            "approval.changes",
            style="danger",
            confirm={
                "title": plain("Ask for changes?"),
                "text": mrkdwn("<@U_MANAGER> will be told at once."),
                "confirm": plain("Ask"),
                "deny": plain("Not yet"),
                "style": "danger",
            },
        ),
        button("View diff", "approval.diff", url="https://example.com/diff/214"),
        block_id="card_actions",
    ),
]

TABLES: list[Json] = [
    data_table("Products by net sales, last 7 days", ["Product", "Net sales", "Units", "vs ly"], PRODUCTS, 5),
    axis_chart(
        "bar",
        "Net sales by channel",
        ["Email", "Search", "Social", "Direct", "Organic"],
        "£",
        This_week=[52100, 61800, 48200, 37700, 44100],
        Last_year=[61200, 64000, 42800, 39900, 48300],
    ),
]

MORE_CHARTS: list[Json] = [
    axis_chart(
        "area",
        "Sessions by hour",
        [f"{hour:02}:00" for hour in range(6, 24)],
        "Sessions",
        Today=[900 + 310 * (hour % 9) + 120 * hour for hour in range(6, 24)],
    ),
    {
        "type": "data_visualization",
        "title": "Net sales by product line",
        "chart": {
            "type": "pie",
            "segments": [
                {"label": a, "value": b}
                for a, b in [
                    ("Outerwear", 86200),
                    ("Knitwear", 51900),
                    ("Accessories", 29400),
                    ("Home", 11800),
                    ("Gifts", 5500),
                ]
            ],
        },
    },
]

TEXTS: list[Json] = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Why it moved ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U_ANALYST"},
                    {"type": "emoji", "name": "eyes"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
                    for words in ("Traffic mix: −£20,900", "Order value: −£2,800")
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "link", "url": "https://example.com/report", "text": "the report"}
                        ],
                    }
                ],
            },
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": "Paid social grew to 28 % of sessions."}],
            },
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "net sales ÷ orders"}]},
        ],
    },
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}, {"align": "right", "is_wrapped": True}],
        "rows": [
            [{"type": "raw_text", "text": text} for text in ("Source", "Through", "Usual lag")],
            [
                {"type": "raw_text", "text": text}
                for text in ("Shopify orders", "Sun 22 Nov 24:00", "10 minutes")
            ],
            [{"type": "raw_text", "text": text} for text in ("Meta Ads", "Sat 21 Nov 23:00", "a day")],
        ],
    },
    {
        "type": "markdown",
        "text": "## Definition\n**Conversion** is _orders_ ÷ sessions.\n\n- [x] human sessions\n- [ ] bots\n\n| Part | Source |\n|---|---:|\n| Orders | `Shopify` |\n| Sessions | [GA4](https://example.com) |\n\n> Never averaged.",
    },
    {
        "type": "image",
        "image_url": "/page/favicon.svg",
        "alt_text": "The Shelftalk mark",
        "title": plain("Our mark"),
    },
    section(
        "<!date^1795420860^{date_short} at {time}|Mon> · <#C_SALES> · <!here> · <https://example.com|a link> · `code` · ~old~ · M&amp;S &lt;b&gt;not bold&lt;/b&gt;\n```SELECT 1;```"
    ),
]

EVIL = '<img src=x onerror="window.hacked=1">'


def elements() -> list[Json]:
    """Every element outside an input block."""
    sizes = [option("Small"), option("Medium"), option("Large")]
    return [
        section("A list to choose from", block_id="pick", accessory={"type": "static_select", "action_id": "pick.size", "placeholder": plain("Size"), "options": sizes}),
        section("Which of these?", block_id="ticks", accessory={"type": "checkboxes", "action_id": "ticks.set", "options": [option("Weekdays", description=plain("Monday to Friday")), option("Weekends")], "initial_options": [option("Weekdays", description=plain("Monday to Friday"))]}),
        actions(
            {"type": "datepicker", "action_id": "when.day", "initial_date": "2026-11-24"},
            {"type": "timepicker", "action_id": "when.time", "initial_time": "08:30"},
            {"type": "external_select", "action_id": "find.product", "placeholder": plain("Find a product"), "min_query_length": 2},
            {"type": "multi_users_select", "action_id": "who.gets", "placeholder": plain("Who gets it")},
            block_id="choices",
        ),
        actions({"type": "radio_buttons", "action_id": "how.often", "options": [option("Every day"), option("Only when unusual")]}, block_id="often"),
    ]  # fmt: skip


def form() -> Json:
    """A modal with one of every input."""
    kinds = [option("PDP copy"), option("Email"), option("Banner")]
    return {
        "id": "V_SUBMIT", "type": "modal", "callback_id": "approval.new", "private_metadata": "{}", "hash": "1",
        "title": plain("Ask for approval"), "submit": plain("Send"), "close": plain("Cancel"),
        "blocks": [
            section("Directors are asked by DM. *Nothing is published by this.*"),
            entry("Title", {"type": "plain_text_input", "placeholder": plain("Aran Coat, new copy"), "max_length": 80}),
            entry("Kind", {"type": "static_select", "options": kinds}),
            entry("Text", {"type": "plain_text_input", "multiline": True}, hint=plain("Or a link to the asset below."), optional=True),
            entry("Asset", {"type": "url_text_input"}, optional=True),
            entry("Budget", {"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "50000"}, optional=True),
            entry("Contact", {"type": "email_text_input"}, optional=True),
            entry("Product", {"type": "external_select", "min_query_length": 2}, optional=True),
            entry("Approver", {"type": "users_select"}, optional=True),
            entry("Channels", {"type": "multi_conversations_select", "filter": {"include": ["public", "private"]}}, optional=True),
            entry("Goes live", {"type": "datetimepicker", "initial_date_time": 1795766400}, optional=True),
            entry("Needed by", {"type": "datepicker"}, optional=True),
            entry("At", {"type": "timepicker"}, optional=True),
            entry("Markets", {"type": "checkboxes", "options": [option("United Kingdom"), option("Ireland")]}, optional=True),
            entry("Urgency", {"type": "radio_buttons", "options": [option("Whenever"), option("Today")]}, optional=True, dispatch_action=True),
            entry("Tags", {"type": "multi_static_select", "options": [option("BF"), option("Gift"), option("Winter")]}, optional=True),
        ],
    }  # fmt: skip


HOME: list[Json] = [
    header("Good morning, Dana"),
    section("*£184,800* net sales yesterday · −6.2 % on last year"),
    actions(
        button("Ask a number", "home.ask", style="primary"),
        button("My digests", "home.digests"),
        block_id="home_actions",
    ),
    {"type": "divider"},
    section(
        "*Waiting for you*\nPDP copy “Aran Coat” v3 · needed Thu 12:00",
        accessory=button("Review", "approval.show"),
        block_id="home_waiting",
    ),
    axis_chart("line", "Net sales, last 14 days", DAYS, "£", Net_sales=THIS_YEAR, Last_year=LAST_YEAR),
    context("Shopify through Sun 24:00 · GA4 through Sun 21:00 · Europe/London"),
]
