"""What a newcomer does with the demo by hand: ask a figure, receive the digest, send content and approve it.

`pytest tests/journeys --screenshots` plays them with the demo's own shop and writes the README's pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

import bot
from sandbox import demo_files
from sandbox.scenes import SCENES
from sandbox.show import Show
from tests import small_shop
from tests.payload_rules import broken_rules
from tests.sandbox_fixtures import MONDAY

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 812}
PICTURES = Path(__file__).parents[2] / "docs/screenshots"

Picture = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def show(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Show]:
    """The demo's real stage; with the small shop's files unless pictures are wanted."""
    write = demo_files.write if pytestconfig.getoption("--screenshots") else small_shop.write
    folder = tmp_path_factory.mktemp("demo")
    stage = Show(
        folder, port=0, monday=MONDAY.date(), real=bot.real_time, start=bot.on_stage, say=print, write=write
    )
    with stage as show:
        yield show
        assert broken_rules(show.workspace.payloads) == []


@pytest.fixture
def monday(show: Show) -> Show:
    """The scene a newcomer sees first."""
    assert broken_rules(show.workspace.payloads) == []
    show.enter("monday")
    return show


@pytest.fixture
def page(chromium: Browser, monday: Show) -> Iterator[Page]:
    """The page at a desk; a script error fails the journey."""
    context = chromium.new_context(viewport=DESK)
    yield from opened(context.new_page(), monday)
    context.close()


@pytest.fixture
def phone(chromium: Browser, monday: Show) -> Iterator[Page]:
    """The page on a phone."""
    context = chromium.new_context(viewport=PHONE, has_touch=True, device_scale_factor=2)
    yield from opened(context.new_page(), monday)
    context.close()


def opened(page: Page, show: Show) -> Iterator[Page]:
    """The demo on a page."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(show.slack.url)
    expect(page.get_by_test_id("channel-title")).to_have_text("ecom")
    yield page
    assert wrong == []


@pytest.fixture
def picture(pytestconfig: pytest.Config, tmp_path: Path) -> Picture:
    """Keep what the page shows: for the README when that is wanted, else beside the test."""
    folder = PICTURES if pytestconfig.getoption("--screenshots") else tmp_path

    def take(page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return take


def messages(page: Page) -> Locator:
    """What stands in the channel that is open."""
    return page.get_by_test_id("messages").get_by_test_id("message")


def become(page: Page, name: str) -> None:
    """See the workspace as somebody else."""
    page.get_by_test_id("person-switcher").click()
    page.get_by_test_id(f"person-{name}").click()
    expect(page.get_by_test_id("person-switcher")).to_have_attribute("data-user", f"U0{name.upper()}")


def types(page: Page, words: str) -> None:
    """Write into the composer and send."""
    page.get_by_test_id("composer").fill(words)
    page.get_by_test_id("composer").press("Escape")
    page.get_by_test_id("composer").press("Enter")


def field(form: Locator, name: str) -> Locator:
    """A field of the form that is open."""
    return form.locator(f'[data-action="{name}"]').first


def test_type_kpi_and_read_the_answer(page: Page, picture: Picture) -> None:
    expect(messages(page).filter(has_text="Yesterday at the shop")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_have_value("/kpi net sales yesterday")
    page.get_by_test_id("composer").press("Enter")
    answer = messages(page).last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text(re.compile(r"Net sales £[\d,.]+ · [▲▼] (up|down) £"))

    answer.get_by_role("button", name="By sales channel").click()

    by = messages(page).last
    expect(by.get_by_test_id("data-table")).to_contain_text("Amazon")
    expect(by).to_be_in_viewport()
    picture(page, "kpi")
    by.get_by_role("button", name="Share").click()
    expect(messages(page).last).to_contain_text("shared the answer to")


def test_receive_the_next_digest(page: Page, picture: Picture, monday: Show) -> None:
    digests = messages(page).filter(has_text="Yesterday at the shop")
    expect(digests).to_have_count(1)

    page.get_by_test_id("next-digest").click()

    expect(digests).to_have_count(2, timeout=60_000)
    expect(page.get_by_test_id("clock")).to_have_attribute("data-time", re.compile("08:0"))
    newest = digests.last
    expect(newest).to_contain_text(
        "Mon 23 Nov 2026 against same days around Black Friday 2025, BF−4 (Mon 24 Nov 2025)"
    )
    expect(newest).to_contain_text(re.compile(r"Net sales £[\d,.]+"))
    expect(newest).to_be_in_viewport()
    picture(page, "digest")


def test_send_content_as_a_manager_and_approve_it_as_the_director(page: Page, picture: Picture) -> None:
    become(page, "marcus")
    types(page, "/approvals new")
    form = page.get_by_test_id("modal")
    field(form, "approval.kind").click()
    page.get_by_role("option", name="Product copy").click()
    field(form, "title").fill("Aran Coat: copy for the gift guide")
    form.get_by_test_id("modal-submit").click()
    expect(form.get_by_test_id("field-error").filter(has_text="Paste the text")).to_be_visible()
    field(form, "text").fill("Knitted in Whitby, warm to −10 °C.\nOrder by Thursday for the weekend.")
    field(form, "product").click()
    page.get_by_test_id("option-search").fill("aran")
    page.get_by_role("option", name="Aran Coat - M").click()
    form.get_by_test_id("modal-submit").click()
    expect(form).to_be_hidden()

    become(page, "dana")
    page.get_by_test_id("channel-Shelftalk").click()
    card = messages(page).filter(has_text="copy for the gift guide").first
    expect(card).to_contain_text("In review")
    for note in reversed(page.get_by_test_id("toast").all()):
        note.get_by_role("button", name="Dismiss").click()
    picture(page, "approval")
    card.get_by_role("button", name="Approve v1").click()

    expect(card).to_contain_text("Approved by @Dana Whitlock")
    expect(card.get_by_role("button", name="Approve v1")).to_have_count(0)
    become(page, "marcus")
    page.get_by_test_id("channel-Shelftalk").click()
    expect(messages(page).filter(has_text="It may go live")).to_be_visible()


def test_send_what_somebody_said_for_approval_from_its_menu(page: Page, picture: Picture, show: Show) -> None:
    show.slack.person("aiko").shares("BF hero banner", "The new banner", channel="ecom")
    become(page, "marcus")
    said = messages(page).filter(has_text="The new banner")
    said.hover()
    said.get_by_test_id("more-actions").click()
    picture(page, "shortcut")
    page.get_by_role("menuitem", name="Send for approval").click()

    form = page.get_by_test_id("modal")
    expect(field(form, "title")).to_have_value("The new banner")
    expect(field(form, "link")).to_have_value(re.compile("/bf-hero-banner$"))


def test_the_same_answer_fits_a_phone(phone: Page, picture: Picture) -> None:
    types(phone, "/kpi net sales by day last 14 days")

    expect(messages(phone).get_by_test_id("chart").last).to_be_visible()  # whatever else is said meanwhile
    picture(phone, "phone")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("name", ["launch", "approval", "newcomer"])
def test_every_scene_opens_where_its_story_begins(page: Page, show: Show, name: str) -> None:
    page.get_by_test_id("scene-menu").click()
    page.get_by_test_id(f"scene-{name}").click()

    expect(page.get_by_test_id("composer")).to_have_value(SCENES[name].words, timeout=60_000)
    expect(page.get_by_test_id("curtain")).to_have_count(0, timeout=60_000)
    page.get_by_test_id("composer").press("Enter")
    expect(messages(page).last).to_contain_text("Only visible to you")
    expect(messages(page).last).not_to_contain_text("Something went wrong")
