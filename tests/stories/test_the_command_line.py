"""The same answers at the command line, and what an operator does there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot
from commands.manifest import RESERVED, SCOPES
from tests import small_shop
from tests.stage import SHOP_YAML, UNTIL, Stage

Run = Callable[..., Result]
AT = ("--at", "2026-11-23T08:01")


@pytest.fixture
def folder(tmp_path: Path, small_facts: Path) -> Path:
    """The data folder of the small shop."""
    shutil.copyfile(small_facts, tmp_path / "facts.sqlite3")
    (tmp_path / "shop.yaml").write_text(SHOP_YAML, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `bot.py` with these arguments in that folder."""
    return runner(folder)


def runner(folder: Path, **more: str | None) -> Run:
    """`bot.py` in a data folder, with nothing else in its environment."""
    empty = dict.fromkeys(
        ("WAREHOUSE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")
    )

    def run(*arguments: str) -> Result:
        environment = {**empty, "SHELFTALK_DATA": str(folder), **more}
        return CliRunner().invoke(bot.cli, list(arguments), env=environment)

    return run


# Asking


def test_ask_prints_the_very_message_slack_would_show(run: Run, stage: Stage) -> None:
    printed = run("ask", "net sales by sales channel last week", *AT).stdout

    shown = stage.person("dana").types("/kpi net sales by sales channel last week")
    assert printed.splitlines()[:3] == shown.text.replace("\xa0", " ").splitlines()[:3]
    assert "Amazon" in printed
    assert "Share" not in printed


def test_ask_takes_any_command(run: Run) -> None:
    for words, said in (
        ("/product AC-M", "Aran Coat - M"), ("funnel yesterday", "Sessions by step"), ("define aov", "net sales ÷ orders"),
        ("campaign bf", "BF-Early"), ("help", "/kpi"), ("status", "Shopify orders"), ("approvals", "Nothing waits"),
    ):  # fmt: skip
        result = run("ask", *words.split(), *AT)
        assert result.exit_code == 0, result.output
        assert said in result.stdout


def test_the_local_operator_sees_all_and_others_what_is_theirs(run: Run) -> None:
    words = ("ask", "gross margin last week", *AT)

    assert "Gross margin 6" in run(*words).stdout
    assert "Gross margin 6" in run(*words, "--as", "Dana").stdout
    assert "directors only" in run(*words, "--as", "marcus").stdout
    assert "directors only" in run(*words, "--as", "U0AIKO").stdout
    assert "shop.yaml names Dana, Rosa, Marcus, Aiko" in run(*words, "--as", "nobody").output


def test_ask_can_be_asked_in_a_channel(run: Run) -> None:
    assert "Net sales" in run("ask", "net sales yesterday", "--in", "C0ECOM", *AT).stdout


def test_a_moment_nobody_can_read_is_told_with_one_that_works(run: Run) -> None:
    assert "write 2011-12-01T08:00" in run("ask", "net sales", "--at", "tomorrow").output


def test_json_is_alone_on_stdout_and_lists_every_figure(run: Run) -> None:
    content = json.loads(run("ask", "net sales by sales channel last week vs ly", *AT, "--json").stdout)

    assert set(content) == {"text", "blocks", "figures"}
    assert content["text"].startswith("Net sales £4,232")
    week, before = {"start": "2026-11-16", "end": "2026-11-23"}, {"start": "2025-11-17", "end": "2025-11-24"}
    truth = small_shop.amazon_sales(date(2026, 11, 16), date(2026, 11, 23)) / 100
    assert {
        "metric": "net_sales", "segment": "Amazon", "period": week, "role": "asked", "value": truth, "unit": "GBP",
        "completeness": "complete",
        "definition": 1,
    } in content["figures"]  # fmt: skip
    assert [figure["role"] for figure in content["figures"]] == ["asked"] * 4 + ["baseline"] * 4
    assert {json.dumps(figure["period"]) for figure in content["figures"]} == {
        json.dumps(week),
        json.dumps(before),
    }
    total = next(figure for figure in content["figures"] if figure["segment"] is None)
    parts = [figure["value"] for figure in content["figures"][:4] if figure["segment"] is not None]
    assert round(sum(parts), 2) == total["value"]


def test_a_missing_figure_is_null_in_json(run: Run) -> None:
    content = json.loads(run("ask", "net sales yesterday", "--at", "2026-11-25T08:01", "--json").stdout)

    asked = content["figures"][0]
    assert (asked["role"], asked["value"], asked["completeness"]) == ("asked", None, "missing")
    assert asked["period"] == {"start": "2026-11-24", "end": "2026-11-25"}


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [("orders yesterday", "count", 7), ("conversion rate yesterday", "rate", 9 / 440),
     ("units yesterday", "count", None), ("blended roas yesterday", "times", None)],
)  # fmt: skip
def test_figures_that_are_no_money_say_their_unit(
    run: Run, words: str, unit: str, value: float | None
) -> None:
    figure = json.loads(run("ask", words, *AT, "--json").stdout)["figures"][0]

    assert figure["unit"] == unit
    if value is not None:
        assert figure["value"] == pytest.approx(value)


def test_every_step_of_a_series_is_in_json(run: Run) -> None:
    content = json.loads(run("ask", "net sales by day last 3 days", *AT, "--json").stdout)

    days = {json.dumps(figure["period"]): figure["value"] for figure in content["figures"]}
    assert days['{"start": "2026-11-22", "end": "2026-11-23"}'] == 486.0


def test_a_digest_is_printed_as_it_would_be_posted(run: Run) -> None:
    printed = run("digest", "morning", *AT).stdout

    assert printed.startswith("Net sales £486.00")
    assert "Yesterday at the shop" in printed
    assert json.loads(run("digest", "morning", *AT, "--json").stdout)["blocks"]
    assert "there is morning" in run("digest", "evening", *AT).output


def test_a_digest_is_previewed_with_all_that_a_director_reads(run: Run) -> None:
    previewed = run("ask", "/digest preview", *AT).stdout

    assert "Net sales £486.00" in previewed
    assert "Gross margin" in previewed


# Importing


def test_import_ends_with_a_summary_and_a_second_import_changes_nothing(tmp_path: Path) -> None:
    exports = small_shop.write(tmp_path / "exports", date(2026, 11, 23), UNTIL.replace(tzinfo=None))
    orders = str(next(export.path for export in exports if "orders" in export.path.name))
    run = runner(tmp_path / "data")

    first = run("import", orders)
    before = run("ask", "net sales, orders last week", *AT, "--json").stdout
    second = run("import", orders)

    assert first.exit_code == 0, first.output
    assert "orders_export.csv" in first.stdout
    assert "rows read" in first.stdout
    assert "complete through Sun 22 Nov" in first.stdout
    assert "Loaded before: nothing has changed." in second.stdout
    assert run("ask", "net sales, orders last week", *AT, "--json").stdout == before


def test_a_bad_file_leaves_the_facts_as_they_were(run: Run, folder: Path) -> None:
    before = run("ask", "net sales last week", *AT, "--json").stdout
    good = folder / "data-export.csv"
    good.write_text("Date,Sessions\n20261122,5\n")
    bad = folder / "bad.csv"
    bad.write_text("Name,Weight\nbrick,3\n")

    result = run("import", str(good), str(bad))

    assert result.exit_code == 1
    assert "bad.csv" in result.output
    assert "Nothing was imported: the facts are as they were." in result.output
    assert "Traceback" not in result.output
    assert run("ask", "net sales last week", *AT, "--json").stdout == before
    assert "Sessions 440" in run("ask", "sessions yesterday", *AT).stdout


def test_a_warehouse_of_ones_own_is_only_read(folder: Path, small_facts: Path) -> None:
    run = runner(folder, WAREHOUSE_URL=f"duckdb:///{folder / 'x.db'}")

    assert "which is only read" in run("import", str(folder / "shop.yaml")).output


def test_a_period_nobody_can_read_is_told_with_one_that_works(run: Run, folder: Path) -> None:
    assert (
        "write 2026-11-01..2026-11-22"
        in run("import", "--period", "november", str(folder / "shop.yaml")).output
    )


# Setting up


def test_check_says_what_is_missing_and_ends_with_an_error(run: Run) -> None:
    result = run("check")

    assert result.exit_code == 1
    assert "✗ SLACK_BOT_TOKEN is not set." in result.stdout
    assert "✗ SLACK_SIGNING_SECRET or SLACK_APP_TOKEN is not set." in result.stdout


def test_check_is_content_when_all_is_there(folder: Path) -> None:
    run = runner(folder, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s")

    result = run("check")

    assert "✓ Everything is in place." in result.stdout, result.stdout
    assert result.exit_code == 0


def test_check_refuses_names_that_slack_keeps_for_itself(run: Run, folder: Path) -> None:
    shop = folder / "shop.yaml"
    shop.write_text(SHOP_YAML + "commands: [kpi, status, sales]\n", encoding="utf-8")

    printed = run("check").stdout

    assert "Slack keeps /status for itself" in printed
    assert "There is no command /sales" in printed


def test_check_on_a_fresh_folder_says_how_to_begin(tmp_path: Path) -> None:
    printed = runner(tmp_path / "new")("check").stdout

    assert "There are no facts yet. Import an export: python bot.py import FILE…" in printed
    assert "No director is named" in printed


def test_run_without_tokens_says_which(run: Run) -> None:
    result = run("run")

    assert "Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET in the environment." in result.output
    assert "SLACK_APP_TOKEN" in run("run", "--socket").output


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        ("currencey: GBP\n", 1, "did you mean `currency`?"),
        ("currency: GBP\ntime_zone: Europe/Londn\n", 2, "write an IANA zone such as Europe/London"),
        ("currency: pounds\n", 1, "write an ISO 4217 code such as GBP, EUR or USD"),
        ("people:\n  - id: U0DANA\n    name: Dana\n    role: boss\n", 4, "role"),
        ("sources:\n  ga4: {lag: soon}\n", 2, "write a number and m, h or d"),
        ("people: [\n", 2, "not valid YAML"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line_and_the_fix(
    run: Run, folder: Path, wrong: str, line: int, said: str
) -> None:
    (folder / "shop.yaml").write_text(wrong, encoding="utf-8")

    result = run("ask", "net sales", *AT)

    assert result.exit_code == 1
    assert f"shop.yaml, line {line}:" in result.output
    assert said in result.output


def test_another_settings_file_can_be_named(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("time_zone: America/New_York\n", encoding="utf-8")

    assert "(America/New_York)" in run("ask", "net sales yesterday", "--shop", str(other), *AT).stdout


# The manifest


@pytest.mark.parametrize("arguments", [(), ("--url", "https://bot.example.com")])
def test_the_manifest_keeps_slacks_rules(run: Run, arguments: tuple[str, ...]) -> None:
    content = json.loads(run("manifest", *arguments).stdout)

    shown, features, settings = content["display_information"], content["features"], content["settings"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert len(features["bot_user"]["display_name"]) <= 80
    assert 0 < len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert command["command"][0] == "/" and 2 <= len(command["command"]) <= 32
        assert command["command"][1:] not in RESERVED
        assert 0 < len(command["description"]) <= 2000 and len(command["usage_hint"]) <= 1000
        assert command["should_escape"] is True
        assert ("url" in command) == bool(arguments)
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is not bool(arguments)
    assert len(settings["event_subscriptions"]["bot_events"]) <= 100
    for address in addresses(content):
        assert address == "https://bot.example.com/slack/events"


def addresses(content: object) -> list[str]:
    """Every address in it."""
    if isinstance(content, dict):
        return [found for value in content.values() for found in addresses(value)]
    if isinstance(content, list):
        return [found for value in content for found in addresses(value)]
    return [content] if isinstance(content, str) and content.startswith("http") else []


def test_the_manifest_asks_for_no_more_than_it_needs(run: Run) -> None:
    scopes = json.loads(run("manifest").stdout)["oauth_config"]["scopes"]["bot"]

    assert not {"channels:history", "groups:history", "chat:write.public", "channels:join"} & set(scopes)
    assert set(scopes) == set(SCOPES)
    assert all(SCOPES.values())


def test_only_the_commands_of_the_settings_are_registered(run: Run, folder: Path) -> None:
    (folder / "shop.yaml").write_text("commands: [kpi, shelftalk]\n", encoding="utf-8")

    commands = json.loads(run("manifest").stdout)["features"]["slash_commands"]

    assert [command["command"] for command in commands] == ["/kpi", "/shelftalk"]


def test_help_reads_well(run: Run) -> None:
    printed = run("--help").stdout

    for name in ("demo", "run", "import", "ask", "digest", "check", "manifest"):
        assert f"  {name} " in printed
    assert "SHELFTALK_DATA" in printed


# Promotions


EVENT = (
    "BEGIN:VEVENT\nSUMMARY:Winter sale\nDTSTART;VALUE=DATE:20261226\nDTEND;VALUE=DATE:20270103\nEND:VEVENT"
)
CALENDAR = f"BEGIN:VCALENDAR\n{EVENT}\nEND:VCALENDAR\n"


def test_promotions_are_imported_beside_exports_and_once(run: Run, folder: Path) -> None:
    (folder / "promotions.ics").write_text(CALENDAR, encoding="utf-8")
    (folder / "codes.csv").write_text(
        "Name,Start,End,Codes\nBF,27/11/2026,30/11/2026,BF26\n", encoding="utf-8"
    )
    exports = small_shop.write(folder / "more", UNTIL.date(), UNTIL.replace(tzinfo=None))

    for _ in range(2):
        files = [str(exports[0].path), str(folder / "promotions.ics"), str(folder / "codes.csv")]
        result = run("import", *files)
        assert result.exit_code == 0, result.output
        assert "promotions.ics: 1 promotion on record." in result.output
        assert exports[0].path.name in result.output

    listed = run("ask", "promo list", *AT).stdout
    assert "2 promotions are on record." in listed
    assert "Sat 26 Dec 2026–Sat 2 Jan 2027" in listed


def test_a_slip_in_a_file_of_promotions_stops_the_whole_import(run: Run, folder: Path) -> None:
    (folder / "promotions.ics").write_text(CALENDAR, encoding="utf-8")
    (folder / "codes.csv").write_text("name,start\nBF,soon\n", encoding="utf-8")
    (folder / "empty.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")

    result = run("import", *(str(folder / name) for name in ("promotions.ics", "codes.csv", "empty.ics")))

    assert result.exit_code == 1
    assert "codes.csv: Line 2: “soon” is no day I can read" in result.output
    assert "empty.ics: There is no promotion in it." in result.output
    assert "0 promotions are on record." in run("ask", "promo list", *AT).stdout


def test_targets_are_imported_and_a_slip_in_one_sets_none_of_its_table(run: Run, folder: Path) -> None:
    table = "metric,period,target,line,owner\nnet sales,November 2026,60k,,@dana\nnet sales,November 2026,20k,Outerwear,\n"
    (folder / "targets.csv").write_text(table, encoding="utf-8")
    (folder / "slip.csv").write_text(f"{table}orders,soon,4,,\n", encoding="utf-8")

    refused = run("import", str(folder / "slip.csv"))
    assert refused.exit_code == 1
    assert "slip.csv: Line 4: I don't understand “soon”." in refused.output
    assert "No target is set." in run("ask", "target", *AT).stdout

    taken = run("import", str(folder / "targets.csv"))
    assert taken.exit_code == 0, taken.output
    assert "targets.csv: 2 targets set." in taken.output
    assert "Net sales (Outerwear): you are at" in run("ask", "target", *AT).stdout
