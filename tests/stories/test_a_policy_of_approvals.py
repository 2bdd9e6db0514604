"""Content is held to the shop's policy: by whom it is decided, what a wrong policy says, and what a changed one would change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bot
from approvals.content import Content
from shop import load
from tests.stage import SHOP_YAML

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


def rewrites(folder: Path, old: str, new: str, name: str = "shop.yaml") -> Path:
    """Another settings file, in which something stands otherwise."""
    text = (folder / "shop.yaml").read_text(encoding="utf-8")
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
