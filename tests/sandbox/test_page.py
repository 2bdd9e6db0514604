"""The page alone, in headless Chromium, before a workspace that says what the test tells it to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from tests.sandbox import canned_blocks as blocks
from tests.sandbox.stub_workspace import StubWorkspace, message

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 760}


@pytest.fixture(scope="module")
def stub() -> Iterator[StubWorkspace]:
    running = StubWorkspace()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def desk(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def workspace(stub: StubWorkspace) -> StubWorkspace:
    """The workspace on the director's Monday."""
    stub.start_over()
    return stub


@pytest.fixture
def page(desk: BrowserContext, workspace: StubWorkspace) -> Iterator[Page]:
    """The page at a desk. A script error, or something the content policy refused, fails the test."""
    opened = desk.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    opened.goto(workspace.url)
    expect(opened.get_by_test_id("channel-title")).to_be_visible()
    yield opened
    opened.close()
    assert wrong == []


def composer(page: Page) -> Locator:
    return page.get_by_test_id("composer")


def messages(page: Page) -> Locator:
    return page.get_by_test_id("messages").get_by_test_id("message")


def show(workspace: StubWorkspace, page: Page, *shown: dict[str, Any], text: str = "Look") -> Locator:
    """The app posts these blocks in #sales; the message on the page."""
    workspace.says("C_SALES", text=text, blocks=list(shown))
    newest = messages(page).last
    expect(newest).to_have_attribute("data-ts", workspace.state["messages"]["C_SALES"][-1]["ts"])
    return newest


def open_form(workspace: StubWorkspace, page: Page) -> Locator:
    workspace.change(lambda state: state.update(modals=[blocks.form()]))
    expect(page.get_by_test_id("modal")).to_be_visible()
    return page.get_by_test_id("modal")


def field(form: Locator, label: str) -> Locator:
    return form.locator(f'[data-action="{label}"]').first


# — where one is —


def test_it_opens_where_the_scene_stands_with_its_words_in_the_composer(page: Page) -> None:
    expect(page.get_by_test_id("channel-title")).to_have_text("sales")
    expect(composer(page)).to_have_value("/kpi net sales yesterday")
    expect(composer(page)).to_be_focused()
    expect(page.get_by_test_id("clock")).to_have_attribute("data-time", "08:01")
    expect(page.get_by_test_id("scene-menu")).to_contain_text("Monday")


def test_messages_are_grouped_and_parted_by_days(page: Page) -> None:
    expect(page.get_by_role("separator").filter(has_text="Today")).to_be_visible()
    follower = messages(page).filter(has_text="Black Friday mail")
    expect(follower).to_have_class(re.compile("follows"))
    expect(follower.get_by_test_id("edited")).to_have_text("(edited)")
    expect(messages(page).filter(has_text="Yesterday at the shop")).to_contain_text("APP")


def test_a_mention_shows_a_name_and_a_reply_stays_in_its_thread(page: Page) -> None:
    asked = messages(page).filter(has_text="conversion by device")
    expect(asked).to_contain_text("@Shelftalk conversion by device last week")
    expect(messages(page).filter(has_text="Thanks, that is clear")).to_have_count(0)

    asked.get_by_test_id("replies").click()

    thread = page.get_by_test_id("thread")
    expect(thread.get_by_test_id("message")).to_have_count(3)
    expect(page).to_have_url(re.compile("#C_SALES/thread/"))
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_a_reply_is_sent_to_its_thread(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_test_id("replies").click()
    page.get_by_test_id("thread-composer").fill("And on phones?")
    page.get_by_test_id("thread-composer").press("Enter")

    expect(page.get_by_test_id("thread").get_by_test_id("message").last).to_contain_text("And on phones?")
    assert workspace.waits_for("type")["thread_ts"] == workspace.state["messages"]["C_SALES"][1]["ts"]


def test_unread_counts_go_when_the_channel_is_opened(page: Page, workspace: StubWorkspace) -> None:
    campaigns = page.get_by_test_id("channel-campaigns")
    expect(campaigns.get_by_test_id("unread")).to_contain_text("2")

    campaigns.click()

    expect(page.get_by_test_id("channel-title")).to_have_text("campaigns")
    expect(campaigns.get_by_test_id("unread")).to_have_count(0)
    page.get_by_test_id("channel-sales").click()
    workspace.says("C_CAMPAI", text="Spend is over plan")
    expect(campaigns.get_by_test_id("unread")).to_contain_text("1")
    expect(page).to_have_title(re.compile(r"^\(\d+\) #sales"))
    assert {"as": "U_DIRECTOR", "channel": "C_CAMPAI"} in workspace.sent("read")


def test_back_and_reload_keep_ones_place(page: Page) -> None:
    page.get_by_test_id("channel-content").click()
    page.get_by_test_id("channel-campaigns").click()
    page.go_back()
    expect(page.get_by_test_id("channel-title")).to_have_text("content")
    page.reload()
    expect(page.get_by_test_id("channel-title")).to_have_text("content")


def test_control_k_jumps_to_a_channel_by_a_few_letters(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("cmp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("channel-title")).to_have_text("campaigns")


def test_switching_the_person_shows_what_that_person_sees(page: Page) -> None:
    page.get_by_test_id("person-switcher").click()
    page.get_by_test_id("person-gus").click()

    expect(page.get_by_test_id("person-switcher")).to_have_attribute("data-user", "U_GUEST")
    expect(page.get_by_test_id("channel-title")).to_have_text("campaigns")
    expect(page.get_by_test_id("channel-directors")).to_have_count(0)
    expect(page).to_have_url(re.compile("as=U_GUEST"))


def test_the_clock_jumps_to_the_next_digest_and_to_any_hour(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_test_id("next-digest").click()
    page.get_by_test_id("clock").click()
    page.get_by_text("1 hour on").click()

    expect(page.get_by_test_id("clock-menu")).to_be_hidden()
    workspace.waits_for("clock", 2)
    assert [sent["to"] for sent in workspace.sent("clock")] == ["next", "2026-11-23T09:01:00+00:00"]


def test_a_scene_brings_its_own_place_and_words(page: Page, workspace: StubWorkspace) -> None:
    def enters(state: dict[str, Any]) -> None:
        state["scenes"] = [scene | {"current": scene["name"] == "launch"} for scene in state["scenes"]]
        state["composer"] = {"channel": "C_CAMPAI", "text": "/campaign BF-Early"}

    workspace.replies["scene"] = lambda _: workspace.change(enters) or {"ok": True}
    page.get_by_test_id("scene-menu").click()
    page.get_by_test_id("scene-launch").click()

    expect(page.get_by_test_id("channel-title")).to_have_text("campaigns")
    expect(composer(page)).to_have_value("/campaign BF-Early")
    workspace.waits_for("scene")
    assert workspace.sent("scene") == [{"as": "U_DIRECTOR", "name": "launch"}]


# — typing —


def test_a_slash_lists_the_commands_with_their_hints(page: Page) -> None:
    composer(page).fill("")
    composer(page).press_sequentially("/")
    offers = page.get_by_test_id("completion-option")
    expect(offers).to_have_count(8)
    expect(offers.first).to_contain_text("/kpi")
    expect(offers.first).to_contain_text("[metric] [by split]")

    composer(page).press_sequentially("ca")
    composer(page).press("Tab")

    expect(composer(page)).to_have_value("/campaign ")
    expect(page.get_by_test_id("usage-hint")).to_contain_text("[name]")


def test_a_command_typed_in_full_is_sent_by_enter(page: Page, workspace: StubWorkspace) -> None:
    composer(page).fill("")
    composer(page).press_sequentially("/kpi")
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("")
    assert workspace.waits_for("type")["text"] == "/kpi"


def test_the_answer_to_a_command_is_marked_as_only_mine(page: Page) -> None:
    composer(page).press("Enter")
    answer = messages(page).last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("£184,800 net sales")
    expect(answer.get_by_test_id("chart")).to_be_visible()


def test_enter_sends_and_shift_enter_begins_a_line(page: Page, workspace: StubWorkspace) -> None:
    composer(page).fill("")
    composer(page).press_sequentially("One")
    composer(page).press("Shift+Enter")
    composer(page).press_sequentially("two")
    composer(page).press("Enter")
    expect(messages(page).last).to_contain_text("two")
    assert workspace.waits_for("type")["text"] == "One\ntwo"


def test_an_at_sign_offers_people_and_the_app(page: Page) -> None:
    composer(page).fill("")
    composer(page).press_sequentially("Ask @sh")
    expect(page.get_by_test_id("completion-option")).to_have_count(1)
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("Ask @Shelftalk ")


def test_what_could_not_be_sent_stands_in_the_box_again_and_a_note_says_why(
    page: Page, workspace: StubWorkspace
) -> None:
    workspace.replies["type"] = lambda _: {"ok": False, "error": "not_in_channel"}
    composer(page).press("Enter")
    expect(page.get_by_test_id("toast")).to_contain_text("not in channel")
    expect(composer(page)).to_have_value("/kpi net sales yesterday")


# — live updates —


def test_a_new_message_appears_by_itself_and_is_read_out(page: Page, workspace: StubWorkspace) -> None:
    workspace.says("C_SALES", text="The Meta report has arrived")
    expect(messages(page).last).to_contain_text("The Meta report has arrived")
    expect(page.get_by_test_id("announcer")).to_contain_text("Shelftalk: The Meta report has arrived")


def test_what_arrives_elsewhere_is_noted_and_leads_there(page: Page, workspace: StubWorkspace) -> None:
    workspace.says("D_BOT", text="Approval 215 waits for you")
    page.get_by_test_id("toast").get_by_role("button", name="Approval 215").click()
    expect(page.get_by_test_id("channel-title")).to_contain_text("Shelftalk")
    expect(messages(page).last).to_contain_text("Approval 215 waits for you")


def test_an_update_leaves_half_typed_words_and_open_menus_alone(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_test_id("channel-content").click()
    composer(page).fill("half a sent")
    page.locator('[data-action="pick.size"]').click()
    workspace.says("C_CONTEN", text="Hello")
    expect(messages(page).last).to_contain_text("Hello")
    expect(page.get_by_test_id("options")).to_be_visible()
    expect(composer(page)).to_have_value("half a sent")


def test_a_changed_message_is_redrawn_in_place(page: Page, workspace: StubWorkspace) -> None:
    def decide(state: dict[str, Any]) -> None:
        state["messages"]["D_BOT"][0] |= {
            "blocks": [blocks.section("✅ Approved by <@U_DIRECTOR>")],
            "edited": True,
        }

    page.get_by_test_id("channel-Shelftalk").click()
    expect(page.get_by_role("button", name="Approve v3")).to_be_visible()
    workspace.change(decide)
    expect(messages(page).last).to_contain_text("Approved by @Dana Reyes")
    expect(page.get_by_role("button", name="Approve v3")).to_have_count(0)


# — pressing and choosing —


def test_a_button_sends_its_action_with_its_value(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_role("button", name="Review").click()
    acted = workspace.waits_for("act")
    assert acted["container"] == {
        "channel": "C_SALES",
        "ts": workspace.state["messages"]["C_SALES"][-1]["ts"],
    }
    assert acted["block_id"] == "waiting"
    assert acted["action"]["action_id"] == "approval.show"
    assert acted["action"]["value"] == "214"


def test_a_button_that_asks_first_sends_only_after_yes(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_test_id("channel-Shelftalk").click()
    page.get_by_role("button", name="Request changes").click()
    expect(page.get_by_test_id("confirm")).to_contain_text("@Milo Brandt will be told at once.")
    page.get_by_test_id("confirm-no").click()
    assert workspace.sent("act") == []
    page.get_by_role("button", name="Request changes").click()
    page.get_by_test_id("confirm-yes").click()
    assert workspace.waits_for("act")["action"]["action_id"] == "approval.changes"


def test_an_overflow_menu_sends_the_chosen_option(page: Page, workspace: StubWorkspace) -> None:
    page.get_by_test_id("overflow").click()
    page.get_by_role("menuitem", name="Move to 08:30").click()
    assert workspace.waits_for("act")["action"]["selected_option"]["value"] == "move_to_08:30"


def test_every_element_of_a_message_reports_in_slacks_words(page: Page, workspace: StubWorkspace) -> None:
    workspace.replies["suggest"] = lambda asked: {"options": [blocks.option(f"{asked['value']} coat", "C1")]}
    page.get_by_test_id("channel-content").click()

    page.locator('[data-action="pick.size"]').click()
    page.get_by_role("option", name="Medium").click()
    assert workspace.waits_for("act")["action"]["selected_option"]["value"] == "medium"
    expect(page.locator('[data-action="pick.size"]')).to_contain_text("Medium")

    page.get_by_label("Weekends").check()
    ticked = workspace.waits_for("act", 2)["action"]["selected_options"]
    assert [option["value"] for option in ticked] == ["weekdays", "weekends"]

    page.get_by_test_id("datepicker").click()
    page.locator('[data-date="2026-11-27"]').click()
    assert workspace.waits_for("act", 3)["action"]["selected_date"] == "2026-11-27"

    page.get_by_test_id("timepicker").click()
    page.get_by_test_id("option-search").fill("9:05")
    page.keyboard.press("Enter")
    assert workspace.waits_for("act", 4)["action"]["selected_time"] == "09:05"

    page.locator('[data-action="find.product"]').click()
    page.get_by_test_id("option-search").fill("aran")
    page.get_by_role("option", name="aran coat").click()
    assert workspace.waits_for("act", 5)["action"]["selected_option"]["value"] == "C1"
    assert workspace.sent("suggest")[-1]["value"] == "aran"

    page.locator('[data-action="who.gets"]').click()
    page.get_by_role("option", name="Anja Novak").click()
    page.keyboard.press("Escape")
    assert workspace.waits_for("act", 6)["action"]["selected_users"] == ["U_ANALYST"]

    page.get_by_label("Only when unusual").check()
    acted = workspace.waits_for("act", 7)
    assert acted["action"]["selected_option"]["value"] == "only_when_unusual"
    assert acted["state"]["values"]["choices"]["when.day"] == {
        "type": "datepicker",
        "selected_date": "2026-11-27",
    }


# — what is drawn —


def test_every_block_kind_is_drawn_and_none_is_called_unknown(page: Page) -> None:
    page.get_by_test_id("channel-campaigns").click()
    texts = messages(page).first
    expect(texts.locator(".rich-text li")).to_have_text(
        ["Traffic mix: −£20,900", "Order value: −£2,800", "the report"]
    )
    expect(texts.locator(".block-markdown h4")).to_have_text("Definition")
    expect(texts.locator(".block-markdown td")).to_have_text(["Orders", "Shopify", "Sessions", "GA4"])
    expect(texts.get_by_test_id("table").locator("td.align-right").first).to_have_text("Sun 22 Nov 24:00")
    expect(texts.locator(".block-section")).to_contain_text(
        "23 Nov 2026 at 08:01 · #sales · @here · a link · code · old · M&S <b>not bold</b>"
    )
    expect(page.get_by_test_id("chart")).to_have_count(2)
    expect(page.locator(".unknown")).to_have_count(0)


def test_a_data_table_pages_sorts_and_filters(page: Page, workspace: StubWorkspace) -> None:
    shown = show(workspace, page, blocks.TABLES[0])
    first = shown.locator("tbody tr").first
    expect(shown.locator("tbody tr")).to_have_count(5)
    expect(shown).to_contain_text("1–5 of 8")

    shown.get_by_role("button", name="Next page").click()
    expect(shown).to_contain_text("6–8 of 8")
    shown.get_by_role("button", name="vs ly").click()
    expect(first).to_contain_text("Wool Blanket")
    shown.get_by_role("button", name="vs ly").click()
    expect(first).to_contain_text("Waxed Jacket")
    expect(shown.locator("th", has_text="vs ly")).to_have_attribute("aria-sort", "ascending")

    shown.get_by_role("searchbox").fill("sc")
    expect(shown.locator("tbody tr")).to_have_count(1)
    expect(first.locator("td").first).to_have_css("text-align", "right")


def test_a_chart_draws_last_year_dashed_and_tells_its_figures(page: Page, workspace: StubWorkspace) -> None:
    shown = show(workspace, page, blocks.ANSWER[1])
    expect(shown.locator(".compare .stroke")).to_have_css("stroke-dasharray", re.compile("5"))
    expect(shown.locator(".chart-drawing .dot")).to_have_count(14)

    shown.locator(".chart-drawing").focus()
    page.keyboard.press("ArrowRight")

    expect(shown.locator(".chart-tip")).to_contain_text("£141,200")
    expect(shown.locator(".chart-tip")).to_contain_text("£132,100")
    expect(shown.locator(".sr-only td").first).to_have_text("£141,200")


def test_a_missing_point_breaks_the_line_and_never_touches_zero(page: Page, workspace: StubWorkspace) -> None:
    gap = blocks.axis_chart("line", "Gap", ["a", "b", "c", "d"], "£", Sales=[5, 6, 7, 8])
    gap["chart"]["series"][0]["data"][1]["value"] = None
    shown = show(workspace, page, gap)
    expect(shown.locator(".series-1 .stroke")).to_have_count(2)
    expect(shown.locator(".sr-only td").nth(1)).to_have_text("no data")


def test_an_unknown_block_says_so_instead_of_vanishing(page: Page, workspace: StubWorkspace) -> None:
    expect(show(workspace, page, {"type": "hologram", "block_id": "h"})).to_contain_text("“hologram” block")


MARKS = [
    ("*bold* _it_ ~no~ `x*y*`", "<strong>bold</strong> <em>it</em> <s>no</s> <code>x*y*</code>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("*M&amp;S* &lt;b&gt;", "<strong>M&amp;S</strong> &lt;b&gt;"),
    ("*a _b_ c*", "<strong>a <em>b</em> c</strong>"),
]


def test_marks_are_drawn_as_slack_draws_them(page: Page, workspace: StubWorkspace) -> None:
    shown = show(workspace, page, *(blocks.section(typed) for typed, _ in MARKS))
    lines = shown.locator(".section-text .line")
    assert [lines.nth(at).inner_html() for at in range(len(MARKS))] == [drawn for _, drawn in MARKS]


def test_nothing_that_comes_from_outside_becomes_markup(page: Page, workspace: StubWorkspace) -> None:
    evil = blocks.EVIL

    def poison(state: dict[str, Any]) -> None:
        state["users"] = [
            one | {"real_name": evil, "title": evil} if one["id"] == "U_MANAGER" else one
            for one in state["users"]
        ]
        state["channels"][0] |= {"topic": evil, "name": f"sales{evil}"}
        state["commands"][0] |= {"description": evil, "usage_hint": evil}
        state["scenes"][0] |= {"title": evil, "about": evil}
        rows = [[{"type": "raw_text", "text": evil}], [{"type": "raw_text", "text": evil}]]
        chart = blocks.axis_chart("bar", evil, [evil], evil, **{evil: [1]})
        link = blocks.section("<javascript:alert(1)|press> <data:text/html,x|me>")
        table = {"type": "data_table", "caption": evil, "rows": rows}
        shown = [
            blocks.header(evil),
            blocks.section(evil),
            table,
            chart,
            link,
            {"type": "markdown", "text": f"{evil} [x](javascript:alert(1))"},
            blocks.actions(blocks.button(evil, evil)),
        ]
        state["messages"]["C_SALES"].append(message(1795421000, "U_MANAGER", evil, blocks=shown))

    workspace.change(poison)
    newest = messages(page).last
    expect(newest).to_contain_text("<img src=x onerror=")
    composer(page).fill("")
    composer(page).press_sequentially("/")
    page.get_by_test_id("person-switcher").click()
    expect(page.locator("img[src=x]")).to_have_count(0)
    expect(newest.locator("a")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


# — modals —


def test_a_required_field_left_empty_says_so_and_nothing_is_sent(
    page: Page, workspace: StubWorkspace
) -> None:
    form = open_form(workspace, page)
    form.get_by_test_id("modal-submit").click()
    expect(form.get_by_test_id("field-error").filter(visible=True)).to_have_count(2)
    expect(field(form, "title")).to_be_focused()
    field(form, "title").fill("Aran coat")
    expect(form.get_by_test_id("field-error").filter(visible=True)).to_have_count(1)
    assert workspace.sent("submit") == []


def test_what_the_app_finds_wrong_stands_under_its_field(page: Page, workspace: StubWorkspace) -> None:
    workspace.replies["submit"] = lambda _: {
        "ok": False,
        "errors": {"title": "There is one of this name already."},
    }
    form = open_form(workspace, page)
    fill_required(page, form)
    form.get_by_test_id("modal-submit").click()
    expect(form.get_by_test_id("field-error").filter(visible=True)).to_have_text(
        "There is one of this name already."
    )
    expect(field(form, "title")).to_have_attribute("aria-invalid", "true")


def fill_required(page: Page, form: Locator) -> None:
    field(form, "title").fill("Aran coat")
    field(form, "kind").click()
    page.get_by_role("option", name="PDP copy").click()


def test_a_form_is_sent_whole_in_slacks_shape(page: Page, workspace: StubWorkspace) -> None:
    form = open_form(workspace, page)
    fill_required(page, form)
    field(form, "budget").fill("1200")
    field(form, "approver").click()
    page.get_by_role("option", name="Dana Reyes").click()
    field(form, "channels").click()
    page.get_by_role("option", name="campaigns").click()
    page.keyboard.press("Escape")
    form.get_by_label("Ireland").check()
    form.get_by_test_id("modal-submit").click()
    expect(form).to_be_hidden()

    sent = workspace.waits_for("submit")
    values = sent["state"]["values"]
    assert sent["view_id"] == "V_SUBMIT"
    assert values["title"]["title"] == {"type": "plain_text_input", "value": "Aran coat"}
    assert values["kind"]["kind"]["selected_option"]["value"] == "pdp_copy"
    assert values["budget"]["budget"]["value"] == "1200"
    assert values["approver"]["approver"]["selected_user"] == "U_DIRECTOR"
    assert values["channels"]["channels"]["selected_conversations"] == ["C_CAMPAI"]
    assert values["goes_live"]["goes_live"]["selected_date_time"] == 1795766400
    assert [one["value"] for one in values["markets"]["markets"]["selected_options"]] == ["ireland"]
    assert values["text"]["text"] == {"type": "plain_text_input", "value": None}


REFUSED = [
    ("budget", "lots", "Please enter a number."),
    ("budget", "1.5", "Please enter a whole number."),
    ("budget", "60000", "Please enter 50000 or less."),
    ("asset", "example", "Please enter a URL"),
    ("contact", "dana", "Please enter a valid email address."),
]


def test_the_page_refuses_what_slack_refuses(page: Page, workspace: StubWorkspace) -> None:
    form = open_form(workspace, page)
    fill_required(page, form)
    for label, typed, complaint in REFUSED:
        field(form, label).fill(typed)
        form.get_by_test_id("modal-submit").click()
        expect(form.get_by_test_id("field-error").filter(visible=True)).to_contain_text(complaint)
        field(form, label).fill("")
    assert workspace.sent("submit") == []


def test_an_updated_view_keeps_what_was_typed(page: Page, workspace: StubWorkspace) -> None:
    def update(state: dict[str, Any]) -> None:
        view = state["modals"][0]
        view["hash"] = "2"
        view["blocks"].insert(1, blocks.section("*Aran Coat* sells £38,410 a week."))

    form = open_form(workspace, page)
    field(form, "title").fill("Aran coat, half ty")
    workspace.change(update)
    expect(form).to_contain_text("sells £38,410 a week")
    expect(field(form, "title")).to_have_value("Aran coat, half ty")
    expect(field(form, "title")).to_be_focused()


def test_an_input_that_dispatches_reports_at_once_and_others_do_not(
    page: Page, workspace: StubWorkspace
) -> None:
    form = open_form(workspace, page)
    fill_required(page, form)
    assert workspace.sent("act") == []
    form.get_by_label("Today").check()
    acted = workspace.waits_for("act")
    assert acted["container"] == {"view_id": "V_SUBMIT"}
    assert acted["action"]["selected_option"]["value"] == "today"


def test_views_stack_and_escape_closes_the_newest(page: Page, workspace: StubWorkspace) -> None:
    second = {
        "id": "V_TOP",
        "type": "modal",
        "title": blocks.plain("Diff"),
        "blocks": [blocks.section("Changed")],
    }
    form = open_form(workspace, page)
    workspace.change(lambda state: state["modals"].append(second))
    expect(form).to_contain_text("Changed")
    expect(form.get_by_role("button", name="Back")).to_be_visible()

    page.keyboard.press("Escape")

    expect(form).to_contain_text("Ask for approval")
    workspace.waits_for("close")
    assert workspace.sent("close") == [{"as": "U_DIRECTOR", "view_id": "V_TOP"}]


def test_the_keyboard_stays_inside_a_modal(page: Page, workspace: StubWorkspace) -> None:
    form = open_form(workspace, page)
    form.get_by_test_id("modal-submit").focus()
    page.keyboard.press("Tab")
    expect(form.get_by_test_id("modal-x")).to_be_focused()


# — Home and the phone —


def test_the_home_tab_is_asked_for_and_shown(page: Page, workspace: StubWorkspace) -> None:
    home = {"id": "V_HOME", "type": "home", "blocks": blocks.HOME}
    workspace.replies["open_home"] = lambda _: (
        workspace.change(lambda state: state.update(home=home)) or {"ok": True}
    )
    page.get_by_test_id("channel-Shelftalk").click()
    page.get_by_test_id("tab-home").click()
    expect(page.get_by_test_id("home")).to_contain_text("Good morning, Dana")

    page.get_by_role("button", name="Ask a number").click()

    assert workspace.waits_for("act")["container"] == {"view_id": "V_HOME"}


def test_on_a_phone_the_rail_is_a_drawer_and_nothing_is_wider_than_the_screen(
    chromium: Browser, workspace: StubWorkspace
) -> None:
    context = chromium.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(workspace.url)
    expect(messages(page).last).to_be_visible()
    for channel in ("campaigns", "content", "Shelftalk"):
        page.get_by_test_id("drawer").click()
        page.get_by_test_id(f"channel-{channel}").click()
        expect(page.get_by_test_id("channel-title")).to_contain_text(channel)
        expect(page.get_by_test_id(f"channel-{channel}")).not_to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        wide = (
            "[...document.querySelectorAll('.message')].some(node => node.scrollWidth > node.clientWidth + 1)"
        )
        assert page.evaluate(wide) is False
    form = open_form(workspace, page)
    box = form.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    context.close()


def test_it_follows_the_systems_dark_mode(chromium: Browser, workspace: StubWorkspace) -> None:
    context = chromium.new_context(viewport=DESK, color_scheme="dark")
    page = context.new_page()
    page.goto(workspace.url)
    expect(page.locator("#main")).to_have_css("background-color", "rgb(26, 29, 33)")
    context.close()
