"""`/kpi net sales last week`: what a metric came to, against a fair baseline."""

from __future__ import annotations

from commands.answering import RUN, answer_words
from commands.context import Ask, Click, Command, Context, Reply
from commands.pinning import pin_words
from commands.rights import stands_beside
from templates import Message, render

#: What each role looks at first when it asks for nothing in particular.
HEADLINES: dict[str, tuple[str, ...]] = {
    "director": ("net sales", "gross margin", "aov", "conversion rate", "blended roas"),
    "manager": ("net sales", "orders", "sessions", "conversion rate", "spend"),
    "analyst": ("net sales", "orders", "aov", "sessions", "conversion rate"),
    "viewer": ("net sales", "orders", "aov"),
}

#: What each role may like to ask next.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "director": (
        "net sales this month vs ly",
        "gross margin by product line last week",
        "net sales by sales channel last 4 weeks",
        "conversion rate by device last week",
    ),
    "manager": (
        "platform roas by campaign last 7 days",
        "conversion rate by device last week",
        "net sales by product last week top 5",
        "spend by platform last 4 weeks",
    ),
    "analyst": (
        "net sales by day last 14 days",
        "conversion rate by marketing channel last week",
        "returns by country last month",
        "aov by customer type last 4 weeks",
    ),
    "viewer": (
        "net sales last week",
        "orders by sales channel last week",
        "net sales by country last week",
        "sessions by day last 14 days",
    ),
}


def kpi(ask: Ask, context: Context) -> Message:
    """Answer a question about figures; `pin` and one, and it stands on the asker's Home; without words, their headlines."""
    if is_empty(context):
        return empty_shop("figures", context)
    verb, _, words = ask.text.strip().partition(" ")
    if verb.casefold() == "pin" and words:
        return pin_words(words, ask, context)
    return answer_words(ask.text, ask, context) if ask.text.strip() else headlines(ask, context)


def headlines(ask: Ask, context: Context) -> Message:
    """The figures a role looks at first, and example questions to go on with."""
    role = "director" if ask.person.sees_restricted else ask.person.role
    names = [name for name in HEADLINES[role] if _may_be_shown(name, ask, context)]
    examples = [(phrase, RUN, phrase) for phrase in EXAMPLES[role]]
    return answer_words(", ".join(names), ask, context, template="headlines.j2", examples=examples)


def run(click: Click, context: Context) -> Reply:
    """A follow-up button: the same question asked another way, answered beneath, to the one who pressed it."""
    return click.answered(answer_words(click.value, click.asks(click.value), context))


def is_empty(context: Context) -> bool:
    """Whether no facts have been imported yet."""
    return not context.facts.loads()


def empty_shop(what: str, context: Context) -> Message:
    """How to bring data, where there is none."""
    return render("empty.j2", what=what, style=context.style)


def _may_be_shown(name: str, ask: Ask, context: Context) -> bool:
    """Whether its facts have arrived, and it keeps nobody who reads the answer from the others."""
    metric = context.catalog.find(name)
    arrived = context.analyst.last_complete_day(metric, context.today) is not None
    return arrived and stands_beside(metric, ask, context)


KPI = Command(
    name="kpi",
    hint="net sales by country last week vs ly",
    about="Ask a figure: what it came to, against a fair baseline",
    answer=kpi,
    examples=(
        "net sales yesterday",
        "orders, aov by sales channel last week vs ly",
        "net sales by day last 14 days",
    ),
)
