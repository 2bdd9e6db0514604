"""Values for what stands beside a change: what is unlike about the days, and what fairer comparisons say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from metrics.alongside import Alongside, Also, Comparable
from metrics.like_for_like import LikeForLike
from metrics.normal import Judged, Verdict
from metrics.weekday_mix import Adjusted
from tests.templates import answers as known
from tests.templates import sample_answers as asked
from tests.templates.sample_values import Spell


def alongside(spell: Spell) -> Alongside:
    """Everything that can stand there, at once."""
    return Alongside(
        of=known.NET_SALES,
        warnings=(
            "Cyber Monday is inside November this year (30 Nov) and was not last year (1 Dec).",
            f"“{spell('Autumn sale')}” ran on 3 of 30 days; no promotion ran in the days compared with.",
            "30 days against 31.",
        ),
        also=(
            Also(
                label="Event-aligned (BF−26…BF+3)",
                comparison=known.compared(known.NET_SALES, 18480012, 17920011),
            ),
        ),
        adjusted=Adjusted(baseline=18000000, change=480012, relative=0.0267, words="1 Monday more"),
        comparable=(
            Comparable(
                dimension="country",
                of=LikeForLike(
                    asked=17000000, baseline=17500000, joined=("NL", spell("Elsewhere")), left=("SE",)
                ),
            ),
        ),
        judged=Judged(
            verdict=Verdict.NORMAL, expected=18000000, low=16000000, high=20000000, z=0.4, noise=0.04, like=8
        ),
    )


def by_product(_: Spell) -> Alongside:
    """A year's comparison among the products that were sold in both."""
    split = LikeForLike(asked=16000000, baseline=16500000, joined=("1", "2"), left=("3",))
    return Alongside(of=known.NET_SALES, comparable=(Comparable(dimension="product", of=split),))


def fair(spell: Spell) -> dict[str, Any]:
    return asked.number(spell) | {"alongside": alongside(spell)}


def fair_numbers(spell: Spell) -> dict[str, Any]:
    return asked.numbers(spell) | {"alongside": by_product(spell)}


MESSAGES: dict[str, tuple[str, Callable[[Spell], dict[str, Any]]]] = {
    "fair": ("number.j2", fair),
    "fair_numbers": ("numbers.j2", fair_numbers),
}
