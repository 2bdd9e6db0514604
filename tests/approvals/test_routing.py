"""The first rule that fits says who must say yes; nobody is left out because a policy said too little."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from approvals.content import MATERIAL
from approvals.policy.in_force import ANY_DIRECTOR, Policy
from approvals.policy.routing import DIRECTORS
from approvals.policy.rulebook import Rulebook
from approvals.route import Counting, packed, unpacked
from tests.approvals.office import NOW
from tests.approvals.policies import LONDON, content, rulebook

POLICY = Policy(rulebook=rulebook(), zone=LONDON)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"kind": "promo_email", "discount": "40"}, "Promotional email with a discount of at least 40 %"),
        ({"kind": "promo_email", "discount": "62,5 %"}, "Promotional email with a discount of at least 40 %"),
        ({"kind": "promo_email", "discount": "39.9"}, "everything else"),
        ({"kind": "promo_email"}, "everything else"),
        ({"kind": "product_copy", "skus": "A-1, A-2"}, "Product copy about at most 20 products"),
        ({"kind": "product_copy", "skus": ",".join(map(str, range(21)))}, "everything else"),
        ({"kind": "product_copy"}, "everything else"),
        ({"kind": "homepage_banner", "markets": "gb, de"}, "Homepage banner in DE or FR"),
        ({"kind": "homepage_banner", "markets": "GB"}, "everything else"),
    ],
)
def test_the_first_rule_that_fits_holds(said: dict[str, str], name: str) -> None:
    assert POLICY.route_for(content(**said), NOW).name == name


def test_a_route_asks_what_its_rule_says() -> None:
    route = POLICY.route_for(content(kind="promo_email", discount="40"), NOW)
    brand, legal, director = route.stages

    assert brand.owns >= {"title", "text", "link", "asset_sha"} and "discount" not in brand.owns
    assert legal.owns >= {"price", "discount", "ends", "terms"} and "text" not in legal.owns
    assert brand.checklist == ("links tested", "unsubscribe present", "utm ok")
    assert (director.counting, director.need, director.within, director.calendar) == (
        Counting.N_OF,
        2,
        480,
        "emea",
    )
    assert [(step.percent, step.to) for step in director.escalations] == [
        (120, ("backup",)),
        (200, ("owner", "channel")),
    ]
    assert (route.publishing.connector, route.publishing.window, route.publishing.objection) == (
        "klaviyo",
        120,
        30,
    )
    assert unpacked(packed(route)) == route


def test_what_no_stage_names_each_answers_for() -> None:
    for said in ({"kind": "promo_email", "discount": "50"}, {"kind": "homepage_banner", "markets": "FR"}, {}):
        stages = POLICY.route_for(content(**said), NOW).stages

        assert all("where" in stage.owns and "note" not in stage.owns for stage in stages)
        assert frozenset().union(*(stage.owns for stage in stages)) == MATERIAL


def test_groups_are_roles_of_which_each_says_yes_beside_the_next_stage() -> None:
    markets, _ = POLICY.route_for(content(kind="homepage_banner", markets="DE"), NOW).stages

    assert (markets.counting, markets.who, markets.beside_next) == (
        Counting.ONE_PER_GROUP,
        ("de_leads", "fr_leads"),
        True,
    )


def test_without_a_policy_any_director_decides_about_everything() -> None:
    route = Policy().route_for(content(kind="ad"), NOW)

    assert route == ANY_DIRECTOR
    assert [(stage.name, stage.who, stage.counting, stage.owns) for stage in route.stages] == [
        ("Director", (DIRECTORS,), Counting.ANY, MATERIAL)
    ]


def test_what_no_rule_fits_waits_for_the_policy_to_be_mended() -> None:
    only_ads = Rulebook.model_validate(
        {"routes": [{"when": {"kind": "ad"}, "stages": [{"name": "Director", "who": DIRECTORS}]},
                    {"when": {"kind": "other"}, "stages": []}]}
    )  # fmt: skip
    for kind in ("promo_email", "other"):
        [stage] = Policy(rulebook=only_ads).route_for(content(kind=kind), NOW).stages

        assert stage.who == ()


def test_a_request_goes_on_under_the_policy_it_was_submitted_under() -> None:
    before, softer = rulebook(), Rulebook()
    route = POLICY.route_for(content(kind="promo_email", discount="20"), NOW)
    changed = Policy(rulebook=softer, past={route.policy: before}, zone=LONDON)
    more = content(kind="promo_email", discount="60")

    assert [stage.name for stage in changed.route_for(more, NOW, under=route).stages] == [
        "Brand",
        "Legal",
        "Director",
    ]
    assert [stage.name for stage in changed.route_for(more, NOW).stages] == ["Director"]


def test_a_freeze_asks_those_who_may_make_an_exception_as_well() -> None:
    banner = content(kind="homepage_banner", markets="GB", goes_live="2026-11-27T10:00")
    [_, exception] = POLICY.route_for(banner, NOW).stages

    assert (exception.who, exception.freeze, exception.need) == (("vp_ecom",), "black-friday", 1)
    assert len(POLICY.route_for(content(kind="ad", goes_live="2026-11-27T10:00"), NOW).stages) == 1


@pytest.mark.parametrize(
    ("moment", "frozen"),
    [
        ("2026-11-26T04:59", ""),
        ("2026-11-26T05:00", "black-friday"),  # midnight in New York
        ("2026-12-01T10:59", "black-friday"),
        ("2026-12-01T11:00", ""),
    ],
)
def test_a_freeze_is_in_force_in_its_own_zone_and_half_open(moment: str, frozen: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("UTC"))

    assert POLICY.frozen(content(kind="homepage_banner"), now) == frozen
    assert POLICY.frozen(content(kind="ad"), now) == ""


def test_a_freeze_without_exceptions_bars_what_would_go_live_in_it() -> None:
    freeze = {"name": "Stocktaking", "from": "2026-11-24 00:00", "until": "2026-11-25 12:00"}
    policy = Policy(rulebook=Rulebook.model_validate({"freezes": [freeze]}), zone=LONDON)

    assert policy.barred(content(goes_live="2026-11-25T11:59")) == (
        "Nothing of this kind goes live then (Stocktaking): choose a moment from 25 November, 12:00 on."
    )
    assert policy.barred(content(goes_live="2026-11-25T12:00")) == ""
    assert policy.barred(content()) == ""
