"""Who may see a figure where: every sensitivity × role × class of channel × surface, against a table written out."""

from __future__ import annotations

from itertools import product

import pytest

from metrics.audience import (
    ChannelClass,
    Readers,
    Role,
    Surface,
    Verdict,
    depends_on_place,
    reason,
    refusal,
    sensitivity_of,
    verdict,
)
from metrics.catalog import CATALOG
from metrics.metric import Sensitivity

PUBLIC, TEAM, RESTRICTED = Sensitivity.PUBLIC, Sensitivity.TEAM, Sensitivity.RESTRICTED
TEAMMATES = (Role.MANAGER, Role.ANALYST, Role.VIEWER)
VISITORS = (Role.GUEST, Role.STRANGER)

#: Read by the asker, in a place of their own; whispered where others look on; read by everybody in the place.
ALONE = (Surface.CARD, Surface.DIRECT, Surface.HOME, Surface.TERMINAL)
WHISPERED = (Surface.COMMAND, Surface.BUTTON)
POSTED = (
    Surface.MENTION, Surface.THREAD, Surface.SHARED, Surface.DIGEST, Surface.NOTIFICATION, Surface.CHART,
    Surface.TABLE, Surface.EXPORT,
)  # fmt: skip

#: By class of channel: what becomes of a figure that the role may know, posted and whispered there.
#: Columns: public, team, restricted · s shown, p private.
CHANNELS = {
    ChannelClass.ALONE: ("sss", "sss"),
    ChannelClass.DIRECTORS: ("sss", "sss"),
    ChannelClass.TEAM: ("ssp", "ssp"),
    ChannelClass.EVERYONE: ("ssp", "ssp"),
    ChannelClass.GUESTS: ("spp", "ssp"),
    ChannelClass.CONNECT: ("spp", "ssp"),
    ChannelClass.UNKNOWN: ("spp", "ssp"),
}
#: By role: what it may know at all.
MAY_KNOW = {
    Role.DIRECTOR: (PUBLIC, TEAM, RESTRICTED),
    **dict.fromkeys(TEAMMATES, (PUBLIC, TEAM)),
    **dict.fromkeys(VISITORS, (PUBLIC,)),
}
LETTERS = {"s": Verdict.SHOWN, "p": Verdict.PRIVATE}
EVERY = list(product(Sensitivity, Role, ChannelClass, Surface))


def expected(sensitivity: Sensitivity, role: Role, place: ChannelClass, surface: Surface) -> Verdict:
    """What the tables above say."""
    if sensitivity not in MAY_KNOW[role]:
        return Verdict.REFUSED
    if surface in ALONE:
        return Verdict.SHOWN
    posted, whispered = CHANNELS[place]
    return LETTERS[(posted if surface in POSTED else whispered)[list(Sensitivity).index(sensitivity)]]


def test_the_matrix_covers_every_surface_role_and_class() -> None:
    assert {*ALONE, *WHISPERED, *POSTED} == set(Surface)
    assert set(MAY_KNOW) == set(Role)
    assert set(CHANNELS) == set(ChannelClass)
    assert len(EVERY) == 3 * 6 * 7 * 14


def test_every_combination_comes_out_as_the_table_says() -> None:
    wrong = [each for each in EVERY if verdict(*each) is not expected(*each)]

    assert wrong == []


@pytest.mark.parametrize("surface", Surface)
def test_nobody_but_a_director_ever_sees_a_restricted_figure(surface: Surface) -> None:
    for role, place in product(set(Role) - {Role.DIRECTOR}, ChannelClass):
        assert verdict(RESTRICTED, role, place, surface) is Verdict.REFUSED


@pytest.mark.parametrize("surface", POSTED)
def test_a_restricted_figure_is_posted_among_directors_alone(surface: Surface) -> None:
    shown = {
        place for place in ChannelClass if verdict(RESTRICTED, Role.DIRECTOR, place, surface) is Verdict.SHOWN
    }

    assert shown == {ChannelClass.ALONE, ChannelClass.DIRECTORS}


def test_a_place_that_is_not_known_is_trusted_like_another_companys() -> None:
    for sensitivity, role, surface in product(Sensitivity, Role, Surface):
        unknown = verdict(sensitivity, role, ChannelClass.UNKNOWN, surface)

        assert unknown is verdict(sensitivity, role, ChannelClass.CONNECT, surface)


def test_a_more_trusted_place_never_shows_less() -> None:
    order = [Verdict.REFUSED, Verdict.PRIVATE, Verdict.SHOWN]
    trust = [ChannelClass.UNKNOWN, ChannelClass.CONNECT, ChannelClass.GUESTS, ChannelClass.EVERYONE,
             ChannelClass.TEAM, ChannelClass.DIRECTORS, ChannelClass.ALONE]  # fmt: skip
    for sensitivity, role, surface in product(Sensitivity, Role, Surface):
        ranks = [order.index(verdict(sensitivity, role, place, surface)) for place in trust]

        assert ranks == sorted(ranks)


def test_slack_is_asked_only_where_the_place_decides() -> None:
    for sensitivity, surface in product(Sensitivity, Surface):
        verdicts = {verdict(sensitivity, Role.DIRECTOR, place, surface) for place in ChannelClass}

        assert depends_on_place(sensitivity, surface) == (len(verdicts) > 1)


def test_a_ratio_is_as_restricted_as_its_strictest_part() -> None:
    assert sensitivity_of((CATALOG.named("poas"),), {}) is RESTRICTED
    assert sensitivity_of((CATALOG.named("net_sales"), CATALOG.named("gross_margin")), {}) is RESTRICTED
    assert sensitivity_of((CATALOG.named("aov"),), {}) is TEAM
    assert sensitivity_of((), {}) is PUBLIC


def test_a_shop_says_itself_how_strict_a_figure_is_and_its_ratios_follow() -> None:
    declared = {"net_sales": RESTRICTED, "gross_margin": TEAM, "sessions": PUBLIC}

    assert sensitivity_of((CATALOG.named("aov"),), declared) is RESTRICTED
    assert sensitivity_of((CATALOG.named("orders"),), declared) is TEAM
    assert sensitivity_of((CATALOG.named("gross_margin"),), declared) is TEAM
    assert sensitivity_of((CATALOG.named("gross_profit"),), declared) is RESTRICTED
    assert sensitivity_of((CATALOG.named("sessions"),), declared) is PUBLIC


def test_every_sensitivity_is_some_figures() -> None:
    assert {sensitivity_of((metric,), {}) for metric in CATALOG.all} == set(Sensitivity)


def test_a_refusal_names_the_figures_and_for_whom_they_are() -> None:
    assert refusal((CATALOG.named("gross_margin"),), {}) == "Gross margin is for directors only."
    several = (CATALOG.named("cogs"), CATALOG.named("net_sales"), CATALOG.named("gross_profit"))
    assert refusal(several, {}) == "Cost of goods and Gross profit are for directors only."
    twice = (CATALOG.named("gross_margin"),) * 2
    assert refusal(twice, {}) == "Gross margin is for directors only."


@pytest.mark.parametrize(
    ("metric", "readers", "why"),
    [
        ("gross_margin", Readers(place=ChannelClass.TEAM, not_directors=4), "and 4 people here are not."),
        (
            "gross_margin",
            Readers(place=ChannelClass.TEAM, not_directors=1),
            "and one person here is not one.",
        ),
        (
            "gross_margin",
            Readers(place=ChannelClass.EVERYONE),
            "and everyone in the workspace can read this channel.",
        ),
        ("net_sales", Readers(place=ChannelClass.GUESTS, visitors=2), "and 2 people here are guests."),
        (
            "net_sales",
            Readers(place=ChannelClass.CONNECT),
            "and people of another company read this channel.",
        ),
        (
            "net_sales",
            Readers(place=ChannelClass.UNKNOWN),
            "and I could not check with Slack who reads this conversation.",
        ),
    ],
)
def test_a_reason_says_what_stands_in_the_way(metric: str, readers: Readers, why: str) -> None:
    assert reason((CATALOG.named(metric),), readers, {}).endswith(why)
