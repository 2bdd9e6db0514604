"""Content is held to the shop's policy: by whom it is decided, what a wrong policy says, and what a changed one would change."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot
from approvals.content import Content
from commands.manifest import manifest
from shop import load
from storage import people
from tests.stage import SHOP_YAML, Stage

POLICY = """\
approvals:
  roles:
    brand: {usergroup: S0BRAND}
    legal: {users: [U0AIKO, U0VERA]}
  routes:
    - name: Big discounts
      when: {kind: promo_email, discount: {gte: 40}}
      stages:
        - {name: Brand, who: brand, owns: [copy, art], sla: 4wh}
        - {name: Director, who: directors, owns: [copy, claim, art]}
    - when: {any: true}
      stages: [{name: Legal, who: legal}]
"""
PAGE = Path(__file__).parent.parent.parent / "docs" / "approvals.md"
MAIL = Content(
    kind="promo_email", title="Half price", text="Everything.", discount="50", zone="Europe/London"
)
COPY = Content(kind="product_copy", title="Aran Coat", text="Warm.", zone="Europe/London")
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP_YAML + POLICY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run `bot.py` with these arguments in that folder."""
    environment = dict.fromkeys(
        ("WAREHOUSE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL")
    ) | {"SHELFTALK_DATA": str(folder)}
    return lambda *arguments: CliRunner().invoke(bot.cli, list(arguments), env=environment)


def rewrites(folder: Path, old: str, new: str, name: str = "shop.yaml", of: str = "shop.yaml") -> Path:
    """Another settings file, in which something stands otherwise."""
    text = (folder / of).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    return folder / name


# On the command line


def test_lint_is_content_with_a_policy_in_which_everything_can_be_decided(run: Run) -> None:
    found = run("approvals", "lint")

    assert (found.exit_code, found.stdout) == (0, "✓ Everything can be decided by somebody.\n")


def test_lint_names_the_line_and_the_way_out(run: Run, folder: Path) -> None:
    rewrites(folder, "who: brand", "who: brands")
    line = (folder / "shop.yaml").read_text(encoding="utf-8").splitlines().index(
        "        - {name: Brand, who: brands, owns: [copy, art], sla: 4wh}"
    )  # fmt: skip

    found = run("approvals", "lint")

    assert found.exit_code == 1
    assert (
        f"✗ shop.yaml, line {line + 1}: `approvals.routes.0.stages.0.who`: there is no role `brands`; did you mean"
        in (found.stdout)
    )


def test_a_wrong_policy_is_said_by_check_and_keeps_the_bot_from_starting(run: Run, folder: Path) -> None:
    rewrites(folder, "{any: true}", "{kind: ad}")

    assert "the last route is not for everything" in run("check").stdout
    refused = run("run")
    assert refused.exit_code == 1
    assert "the last route is not for everything" in refused.stderr


def test_a_role_that_has_lost_its_people_is_said_and_keeps_nobody_from_starting(
    run: Run, folder: Path
) -> None:
    rewrites(folder, "role: director", "role: manager")

    assert "nobody is `directors`" in run("approvals", "lint").stdout
    assert "Set SLACK_BOT_TOKEN" in run("run").stderr


def test_without_a_policy_there_is_nothing_to_look_through(run: Run, folder: Path) -> None:
    (folder / "shop.yaml").write_text(SHOP_YAML, encoding="utf-8")

    assert (
        run("approvals", "lint").stdout
        == "There is no policy (approvals:): any director decides about everything.\n"
    )


def test_the_policy_of_the_page_is_one_that_everything_can_be_decided_by(run: Run, folder: Path) -> None:
    [policy] = re.findall(r"```yaml\n(approvals:\n.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "shop.yaml").write_text(SHOP_YAML + policy, encoding="utf-8")

    assert run("approvals", "lint").stdout == "✓ Everything can be decided by somebody.\n"


def test_simulate_shows_whose_routing_a_changed_file_would_change(run: Run, folder: Path) -> None:
    settings = bot.Settings(
        data=folder, facts_url=f"sqlite:///{folder / 'facts.sqlite3'}", shop=load(folder / "shop.yaml")
    )
    with bot.opened(settings) as shelftalk:
        for content in (MAIL, COPY, COPY):
            shelftalk.context.desk.submit("U0MARCUS", content, now=shelftalk.clock())
    rewrites(folder, "{gte: 40}", "{gte: 60}", "softer.yaml")
    rewrites(folder, "users: [U0AIKO, U0VERA]", "users: [U0AIKO, U0ROSA]", "other.yaml")
    rewrites(folder, "sla: 4wh", "sla: 2wh", "faster.yaml")

    def simulated(name: str, *more: str) -> list[str]:
        return run("approvals", "simulate", "--shop", str(folder / name), *more).stdout.splitlines()

    assert "0 of 3 requests" in simulated("shop.yaml")[0]
    assert simulated("softer.yaml")[0] == (
        "1 “Half price” (Marcus): no longer asked: Brand, Director; asked besides: Legal"
    )
    assert simulated("other.yaml")[0] == "2 “Aran Coat” (Marcus): Legal: without U0VERA; Legal: with Rosa"
    assert "1 “Half price” (Marcus): Brand: 2 h rather than 4 h of working time" in simulated("faster.yaml")
    assert "1 of 3 requests" in simulated("faster.yaml")[-1]
    assert "0 of 0 requests" in simulated("faster.yaml", "--since", "2999-01-01")[-1]
    assert "write 30d, or a day" in run("approvals", "simulate", "--since", "long ago").stderr


# In Slack


MAIL_FORM = {"Kind of content": "Promotional email", "Title": "Half price", "The text itself": "Everything."}


@pytest.fixture
def ruled(stage: Stage, tmp_path: Path) -> Stage:
    """The same shop, held to a policy: Aiko or Vera decide about all but big discounts."""
    (tmp_path / "ruled.yaml").write_text(SHOP_YAML + POLICY, encoding="utf-8")
    return under(stage, tmp_path / "ruled.yaml")


def under(stage: Stage, file: Path) -> Stage:
    """The bot started anew with these settings."""
    stage.stops()
    stage.settings = replace(stage.settings, shop=load(file))
    stage.workspace.groups["S0BRAND"] = ["U0VERA", "U0GIL"]
    stage.workspace.install(manifest(stage.settings.shop, url="https://bot.invalid"))
    return stage.starts()


def sends(stage: Stage, content: Content = COPY, by: str = "U0MARCUS") -> int:
    """Content that somebody sends for approval: its number."""
    outcome = stage.running.bot.context.desk.submit(by, content, now=stage.clock())
    assert outcome.request
    stage.running.something_done()
    return outcome.request.id


def test_it_goes_to_those_whom_the_policy_names_and_to_nobody_else(ruled: Stage) -> None:
    sends(ruled)

    for name in ("aiko", "vera"):
        assert "Approve v1" in ruled.person(name).waits_to_see("Aran Coat", "@Shelftalk").buttons
    assert not ruled.person("dana").inbox


def test_why_says_which_rule_chose_whom_and_who_may_decide(ruled: Stage) -> None:
    number = sends(ruled, MAIL)
    said = ruled.person("vera").types(f"/approvals why {number}")

    assert "Rule: Big discounts, for Promotional email with a discount of at least 40 %" in said
    assert "Brand · one of brand must say yes · ⏳ its turn" in said
    assert "May decide now: @Vera Moss" in said
    assert "@Gil Arden is a guest or of another company" in said
    assert "Director · one of directors must say yes · later" in said
    assert "Will be asked: @Dana Whitlock, @Rosa Lind" in said
    assert "You may decide now." in said


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("marcus", "You may not: you wrote a version of it."),
        ("dana", "You may not: you are not one of legal."),
        ("aiko", "You may decide now."),
    ],
)
def test_why_says_to_each_what_they_may(ruled: Stage, name: str, reason: str) -> None:
    number = sends(ruled)

    assert reason in ruled.person(name).types(f"/approvals why {number}")


def test_an_author_among_those_asked_an_absence_and_an_account_that_is_gone_are_named(ruled: Stage) -> None:
    number = sends(ruled, by="U0VERA")
    ruled.person("aiko").types("/shelftalk away until Fri @dana")
    said = ruled.person("dana").types(f"/approvals why {number}")

    assert "@Aiko Tanaka (away; @Dana Whitlock stands in)" in said
    assert "@Dana Whitlock (for @Aiko Tanaka, who is away)" in said
    assert "@Vera Moss wrote a version of it" in said

    with ruled.running.bot.store.write() as db:
        people.note_standing(db, "U0AIKO", "gone", at=ruled.clock())
    said = ruled.person("dana").types(f"/approvals why {number}")

    assert "@Aiko Tanaka has a deactivated account" in said
    assert "Nobody may decide this now" in said


def test_whoever_leaves_the_group_may_not_decide_a_minute_later(ruled: Stage) -> None:
    sends(ruled, MAIL)
    vera = ruled.person("vera")
    shown = vera.waits_to_see("Half price", "@Shelftalk")
    ruled.workspace.groups["S0BRAND"] = ["U0AIKO"]
    ruled.at(ruled.clock() + timedelta(minutes=1))

    ruled.told(vera, shown, "Approve v1", "You are not one of its approvers.")


def test_an_admin_holds_a_request_to_the_policy_of_now(ruled: Stage, tmp_path: Path) -> None:
    number = sends(ruled)
    under(ruled, rewrites(tmp_path, "who: legal", "who: directors", "changed.yaml", of="ruled.yaml"))

    marcus, dana = ruled.person("marcus"), ruled.person("dana")
    before = dana.types(f"/approvals why {number}")
    assert "It goes on under the policy it was sent under; the policy has changed since." in before
    assert "May decide now: @Aiko Tanaka" in before
    assert "Hold it to today's policy" not in marcus.types(f"/approvals why {number}").buttons
    assert "Only an admin can do that." in marcus.types(f"/approvals reroute {number}")

    dana.clicks(before, "Hold it to today's policy", waits=False)

    assert "Approve v1" in ruled.person("rosa").waits_to_see("Aran Coat", "@Shelftalk").buttons
    assert "held it to the policy of now" in dana.types(f"/approvals show {number}")
    after = dana.types(f"/approvals why {number}")
    assert "May decide now: @Dana Whitlock, @Rosa Lind" in after
    assert "the policy has changed since" not in after


def test_what_would_go_live_in_a_freeze_without_exceptions_is_refused(stage: Stage, tmp_path: Path) -> None:
    freeze = (
        'approvals:\n  freezes: [{name: Stocktaking, from: "2026-11-24 00:00", until: "2026-11-25 12:00"}]\n'
    )
    (tmp_path / "frozen.yaml").write_text(SHOP_YAML + freeze, encoding="utf-8")
    under(stage, tmp_path / "frozen.yaml")
    marcus = stage.person("marcus")
    entries = MAIL_FORM | {"When it goes live": stage.clock() + timedelta(days=1)}

    left = marcus.fills(marcus.types("/approvals new"), entries).submits()

    assert "(Stocktaking): choose a moment from 25 November, 12:00 on." in left.errors["live"]
