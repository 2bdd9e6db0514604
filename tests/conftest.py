"""What all tests share: the small shop's facts, built once, and a look at everything the bot has sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect, sync_playwright

import bot
from sandbox.slack import Slack
from tests.once import once
from tests.payload_rules import broken_rules
from tests.stage import Stage, import_shop, staged

#: These try what the pretend Slack refuses, so what they send is wrong on purpose.
WRONG_ON_PURPOSE = Path("tests/sandbox")

# How long one example takes says more about the machine than about us. What guards a landing tries the same examples
# each time, so that a new one is found where somebody can look at it.
hypothesis.settings.register_profile("unhurried", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--screenshots` writes the README's pictures anew."""
    parser.addoption(
        "--screenshots", action="store_true", help="write the journeys' pictures to docs/screenshots"
    )


#: How Chromium is started: without what a container does not have.
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium (or the one on the path), once for all browser tests; a plain word where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: `apt-get install chromium` brings the browser journeys")
    expect.set_options(timeout=15_000)  # a busy machine takes its time
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


#: Thirteen months of a real gift shop's orders, beside the checkout where they are at hand.
REAL_YEAR = Path(__file__).parents[2] / "shared/data/shopify_uci_year"
#: What its import said.
SAID = "said.txt"


@pytest.fixture(scope="session")
def real_year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with the real year in it, imported whole from the command line, and what that said."""
    files = sorted(REAL_YEAR.glob("orders_export_*.csv.gz"))
    if len(files) < 13:
        pytest.skip(f"the real year of orders is not beside this checkout ({REAL_YEAR})")
    folder = once(tmp_path_factory, "real-year", lambda empty: _import_the_year(empty, files))
    return folder, (folder / SAID).read_text(encoding="utf-8")


def _import_the_year(folder: Path, files: list[Path]) -> None:
    (folder / "shop.yaml").write_text("not_products: [DOT, POST, M, D, C2]\n", encoding="utf-8")
    environment = {"SHELFTALK_DATA": str(folder), "WAREHOUSE_URL": None}
    result = CliRunner().invoke(bot.cli, ["import", *map(str, files)], env=environment)
    assert result.exit_code == 0, result.output
    (folder / SAID).write_text(result.stdout, encoding="utf-8")


@pytest.fixture(scope="session")
def small_facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small shop's facts, imported once by the real importers; tests copy the file."""
    return once(tmp_path_factory, "small-shop", import_shop) / "facts.sqlite3"


@pytest.fixture
def stage(tmp_path: Path, small_facts: Path) -> Iterator[Stage]:
    """The running bot of the small shop, on Monday at 08:01."""
    with staged(tmp_path / "data", small_facts) as stage:
        yield stage


@pytest.fixture(autouse=True)
def within_slacks_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test made the bot send was within Slack's limits."""
    yield
    if WRONG_ON_PURPOSE in request.path.relative_to(request.config.rootpath).parents:
        return
    given = getattr(request.node, "funcargs", {}).values()
    slacks = {
        thing if isinstance(thing, Slack) else thing.slack
        for thing in given
        if isinstance(thing, Slack | Stage)
    }
    assert [broken for slack in slacks for broken in broken_rules(slack.workspace.payloads)] == []
