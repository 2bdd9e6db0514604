"""Somebody looks up a product, a campaign, the funnel, or what a figure means."""

from __future__ import annotations

import pytest

from shop import EVERY_COMMAND
from tests.stage import Stage

# Products


def test_a_product_is_found_by_its_code(stage: Stage) -> None:
    card = stage.person("marcus").types("/product ac-m")

    assert "Aran Coat - M · Net sales £8,904" in card
    assert "Outerwear · £159.00" in card
    assert "Stock available\n40" in card
    assert "[line chart: Net sales by week]" in card


def test_a_product_is_found_by_words_and_a_menu_says_which(stage: Stage) -> None:
    marcus = stage.person("marcus")

    menu = marcus.types("/product aran coat")

    assert menu.buttons == ["Aran Coat - M", "Aran Coat - S"]
    assert "Net sales £8,904" in marcus.clicks(menu, "Aran Coat - M")


@pytest.mark.parametrize("button", ["By channel", "By day"])
def test_a_card_leads_on_to_the_products_own_figures(stage: Stage, button: str) -> None:
    marcus = stage.person("marcus")

    answer = marcus.clicks(marcus.types("/product AC-M"), button)

    assert "product = AC-M" in answer or "Aran Coat" in answer
    assert "Which one?" not in answer


def test_without_words_a_product_is_searched_while_one_types(stage: Stage) -> None:
    marcus = stage.person("marcus")
    search = marcus.types("/product")

    assert marcus.searches(search, "Product", "coat") == ["Aran Coat - M (AC-M)", "Aran Coat - S (AC-S)"]
    assert marcus.searches(search, "Product", "no such thing") == []
    assert marcus.fills(search, {}).submits().errors
    marcus.fills(search, {"Product": "Aran Coat - M (AC-M)"}).submits()

    assert marcus.waits_to_see("Aran Coat - M · Net sales £8,904").ephemeral


def test_a_search_in_a_mention_is_one_press_away(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert marcus.clicks(marcus.types("@Shelftalk product"), "Open the form").title == "Find a product"


def test_hostile_names_are_shown_as_they_are_written(stage: Stage) -> None:
    assert "M&S <Limited> Tote" in stage.person("marcus").types("/product tote")


def test_an_unknown_product_leads_to_those_that_sell(stage: Stage) -> None:
    marcus = stage.person("marcus")

    reply = marcus.types("/product zzzzzz")

    assert "I found no product called “zzzzzz”, by code or by name." in reply
    assert "Best by net sales" in marcus.clicks(reply, "Top products")


def test_best_and_worst_products(stage: Stage) -> None:
    marcus = stage.person("marcus")

    best, worst = marcus.types("/product top 2 last week"), marcus.types("/product bottom 1 last week")

    assert "Best by net sales: Aran Coat - M, £2,226" in best
    assert "Ribbed Beanie | BE-1 | Accessories" in best
    assert "Stoneware Mug" not in best
    assert "Lowest by net sales: Lambswool Cardigan - M" in worst


def test_what_moved_most_is_ranked_by_the_change(stage: Stage) -> None:
    movers = stage.person("marcus").types("/product movers by units last week")

    assert "What moved most by units: Ribbed Beanie, 44 · ▼ −3" in movers


# Campaigns


def test_a_campaign_is_found_by_some_of_its_letters(stage: Stage) -> None:
    card = stage.person("marcus").types("/campaign bf")

    assert "BF-Early · ad spend £358.90 · Platform ROAS 3.0×" in card
    assert "What Meta Ads reports" in card
    assert "What the shop saw, all marketing together" in card


def test_without_words_a_campaign_is_searched_while_one_types(stage: Stage) -> None:
    marcus = stage.person("marcus")
    search = marcus.types("/campaign")

    assert marcus.searches(search, "Campaign", "shop") == ["Shopping (Google Ads)"]
    marcus.fills(search, {"Campaign": "Shopping (Google Ads)"}).submits()

    assert "£239.90" in marcus.waits_to_see("Shopping · ad spend")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("list by spend last week", "BF-Early"),
        ("by roas last week", "Brand search"),
        ("list by cpa last week", "Brand search"),
        ("top 2", "BF-Early"),
    ],
)
def test_campaigns_are_listed_best_first(stage: Stage, words: str, first: str) -> None:
    answer = stage.person("marcus").types(f"/campaign {words}")

    rows = [line for line in answer.text.splitlines() if " | " in line]
    assert rows[1].startswith(first)


def test_an_unknown_campaign_leads_to_all_of_them(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "Shopping" in marcus.clicks(marcus.types("/campaign xyzzy"), "All campaigns by spend")


# The funnel


def test_the_funnel_goes_step_by_step(stage: Stage) -> None:
    answer = stage.person("marcus").types("/funnel last week vs ly")

    assert "Conversion rate 1.99" in answer
    steps = [line.split(" | ") for line in answer.text.splitlines() if line.startswith("Sessions")]
    counts = [int(cells[1].replace(",", "")) for cells in steps if len(cells) > 2 and cells[1][0].isdigit()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 3164


def test_the_funnel_takes_filters(stage: Stage) -> None:
    answer = stage.person("marcus").types("/funnel yesterday where device = mobile")

    assert "device = Mobile" in answer
    assert "Sessions | 240" in answer


# What a figure means


def test_a_definition_says_formula_source_and_what_others_mean(stage: Stage) -> None:
    answer = stage.person("marcus").types("/define aov")

    assert "net sales ÷ orders" in answer
    assert "Shopify: (gross sales − discounts) ÷ orders" in answer
    assert "AOV £69.43" in stage.person("marcus").clicks(answer, "AOV yesterday")


def test_a_name_used_for_two_things_tells_both_and_who_means_which(stage: Stage) -> None:
    marcus = stage.person("marcus")

    both = marcus.types("/define mer")

    assert "“mer” is used for Blended ROAS and Ad cost ratio, so I show neither under that name." in both
    assert "= net sales ÷ spend of all platforms, shown as a multiple (×), higher is better" in both
    assert (
        "= spend of all platforms ÷ net sales, shown as a percentage; changes are in percentage points (pp), lower is better"
        in both
    )
    assert ") and advertising reports · definition v1" in both
    assert "Triple Whale: MER is ad spend ÷ order revenue, a percentage: our ad cost ratio" in both
    assert both.buttons == ["Blended ROAS", "Ad cost ratio"]
    assert "MER is the inverse, our ad cost ratio" in marcus.clicks(both, "Blended ROAS").text.replace(
        "its ", ""
    )


@pytest.mark.parametrize(
    ("words", "clash"),
    [
        ("blended roas", "Chartcastr: MER is total sales ÷ ad spend"),
        ("ad cost ratio", "Amazon: TACOS"),
        ("cac", "Triple Whale, Chartcastr: the average ad cost of an order: our ad cost per order"),
        ("ncac", "CAC is the ad cost of an order, not of a new customer"),
        ("aov", "Klaviyo: value of conversions ÷ conversions"),
        ("shopify aov", "total sales ÷ orders until January 2023"),
        ("returns", "Geckoboard: books it on the day of the order"),
        ("orders", "Shopify: counts cancelled orders as well"),
        ("net sales", "Peel: Revenue is total sales"),
        ("conversion rate", "the purchaser conversion rate divides by active users"),
        ("view to cart", "GA4: users who added ÷ users who viewed the item"),
        ("platform roas", "Meta: counts 7 days after a click and 1 day after a view"),
        ("repeat rate", "repeat rate is customers with two orders or more ÷ customers"),
        ("contribution margin", "CM3: CM2 − marketing"),
        ("net profit", "Triple Whale: total sales − ad spend"),
        ("roas", "what each platform credits to itself: our platform ROAS"),
        ("sessions", "Triple Whale: counts one for each visitor and tab"),
        ("bounce rate", "sessions of a single page"),
    ],
)
def test_a_definition_names_the_clash_with_other_tools(stage: Stage, words: str, clash: str) -> None:
    said = stage.person("dana").types(f"/define {words}")

    assert clash in said
    assert "definition v1" in said or "Definition v1" in said


def test_an_answer_says_by_which_definition_it_was_made(stage: Stage) -> None:
    marcus = stage.person("marcus")

    assert "Net sales = gross sales − discounts − returns · definition v1" in marcus.types("/kpi net sales")
    assert "Definitions: Net sales v1, Orders v1" in marcus.types("/kpi net sales, orders yesterday")


def test_a_slip_in_a_name_is_forgiven_or_asked_about(stage: Stage) -> None:
    reply = stage.person("marcus").types("/define convrsion rate")

    assert "conversion" in reply.text.lower() or "Conversion rate" in reply.buttons


def test_everything_that_can_be_asked_is_listed(stage: Stage) -> None:
    answer = stage.person("marcus").types("/define")

    assert "Net sales · Gross sales" in answer
    assert "Stock on hand" in answer


# The bot itself


def test_help_says_what_i_can_do_with_examples_that_work(stage: Stage) -> None:
    marcus = stage.person("marcus")
    for words in ("/shelftalk", "/shelftalk help"):
        answer = marcus.types(words)
        for name in EVERY_COMMAND:
            assert f"/{name} " in answer
    for example in [*answer.buttons, *answer.choices]:
        assert "I don't understand" not in marcus.clicks(answer, example)


def test_status_tells_how_far_each_source_reaches_and_what_runs_next(stage: Stage) -> None:
    answer = stage.person("marcus").types("/shelftalk status")

    assert "sources are up to date" in answer
    assert "Shopify orders | Mon 23 Nov 07:30 | 2 h | ✓ on time" in answer
    assert "Yesterday at the shop → #ecom: Tue 24 Nov 08:00" in answer
    assert "inventory_export_2026-11-23.csv" in answer


def test_status_names_the_source_that_is_late_and_who_looks_after_it(stage: Stage) -> None:
    stage.clock.passes(days=2)

    answer = stage.person("marcus").types("/shelftalk status")

    assert "late: Shopify orders" in answer
    assert "looked after by @Marcus Reyes" in answer


def test_people_lists_the_roles_and_only_admins_may_change_them(stage: Stage) -> None:
    assert "Rosa: director" in stage.person("marcus").types("/shelftalk people")
    assert stage.person("marcus").types("/shelftalk people").buttons == []
    assert stage.person("rosa").types("/shelftalk people").buttons == []
    assert stage.person("dana").types("/shelftalk people").buttons == ["Change a role"]


def test_a_copied_button_opens_no_form_of_roles_to_anybody_else(stage: Stage) -> None:
    rosa = stage.person("rosa")
    copied = stage.copied(stage.person("dana").types("/shelftalk people"), rosa)

    reply = rosa.clicks(copied, "Change a role")

    assert "Only an admin can change roles." in reply
    assert "Ask @Dana Whitlock." in reply
    assert not rosa.modal


def test_a_guest_cannot_be_given_a_role(stage: Stage) -> None:
    dana = stage.person("dana")
    stage.person("gil").types("/kpi", channel="campaigns")
    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")

    assert dana.fills(form, {}).submits().errors
    told = dana.fills(form, {"Who": "gil", "Role": "Manager"}).submits()

    assert told.errors == {"person": "Guests and people of other workspaces cannot have a role."}


def test_somebody_given_a_role_is_listed_by_name(stage: Stage) -> None:
    dana = stage.person("dana")
    form = dana.clicks(dana.types("/shelftalk people"), "Change a role")
    dana.fills(form, {"Who": "vera", "Role": "Analyst"}).submits()
    dana.waits_to_see("@Vera Moss is an analyst from now on")

    assert "Vera Moss" in dana.types("/shelftalk people")


def test_the_home_tab_shows_what_waits_my_digests_and_the_data(stage: Stage) -> None:
    vera = stage.person("vera")
    vera.types("/digest subscribe me at 08:30")

    home = vera.opens_home()

    assert "Waits for you" in home
    assert "Monday to Friday at 08:30 (Europe/London) · next Mon 23 Nov 08:30" in home
    assert "✓ Shopify orders: through Mon 23 Nov 07:30" in home
    assert "your role is viewer" in home


def test_a_question_on_the_home_tab_is_answered_in_ones_own_messages(stage: Stage) -> None:
    vera = stage.person("vera")

    vera.clicks(vera.opens_home(), "/kpi net sales last week", waits=False)

    vera.waits_to_see("Net sales £4,232", "@Shelftalk")
