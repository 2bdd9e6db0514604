"""The docs are true: what there is is on its page, what a page says to type works, and every link leads somewhere."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel

import bot
from commands import home_help, home_pins, homes
from commands.context import Surface
from commands.manifest import SCOPES
from commands.pages import NOT_ASKED, PAGES, PARTS, ROOMS
from commands.routes import COMMANDS
from commands.ways import WAYS
from metrics.catalog import CATALOG
from shop import Shop, load
from storage import pins
from templates import as_text
from tests import small_shop
from tests.sandbox_fixtures import MONDAY
from tests.stage import SHOP_YAML, UNTIL, settings_for
from warehouse.facts import MIGRATIONS

ROOT = Path(__file__).parent.parent
PAGES_OF_DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
#: The browser journeys draw these, and the bench writes its page.
PICTURES = {f"docs/screenshots/{name}.png" for name in ("kpi", "digest", "approval", "phone")}
MADE_LATER = PICTURES | {"docs/performance.md"}
TRANSPORT = {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"}


def page(name: str) -> str:
    """The text of a page of docs/, or of the README."""
    return (ROOT / ("README.md" if name == "README" else f"docs/{name}.md")).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of any level."""
    return re.split(r"\n#+ ", text.split(f"\n## {title}\n", 1)[1])[0]


# Pages that are written from the code


@pytest.mark.parametrize("path", PAGES)
def test_a_generated_page_is_up_to_date(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    assert PAGES[path](text) == text, "run `make docs`"


def test_writing_the_pages_twice_changes_nothing_the_second_time() -> None:
    for path, write in PAGES.items():
        once = write((ROOT / path).read_text(encoding="utf-8"))

        assert write(once) == once


def test_a_page_without_its_markers_is_an_error_and_not_left_as_it_is() -> None:
    with pytest.raises(LookupError, match="generated: commands"):
        PAGES["README.md"]("# A README that somebody has shortened")


# What there is, is on its page


def test_every_command_is_in_the_readme_and_on_its_page() -> None:
    for command in COMMANDS.values():
        assert f"| `/{command.name}` |" in page("README")
        assert f"\n## /{command.name}\n" in page("commands")


def test_every_verb_that_a_command_knows_is_on_its_page() -> None:
    for name in ("digest", "approvals", "shelftalk"):
        tree = ast.parse((ROOT / "commands" / f"{name}.py").read_text(encoding="utf-8"))
        verbs = {
            case.value.value
            for case in ast.walk(tree)
            if isinstance(case, ast.MatchValue) and isinstance(case.value, ast.Constant) and case.value.value
        }
        said = section(page("commands"), f"/{name}")

        assert verbs and {verb for verb in verbs if not re.search(rf"[ `]{verb}[ `]", said)} == set()


def test_every_metric_is_on_the_page_of_metrics() -> None:
    rows = set(re.findall(r"\*\* `(\w+)` \|", page("metrics")))

    assert rows == {metric.name for metric in CATALOG.all}


def names_of(model: type[BaseModel]) -> Iterator[str]:
    """The settings of a part as one writes them."""
    return (field.alias or name for name, field in model.model_fields.items())


def test_every_setting_is_explained_and_none_that_there_is_not() -> None:
    for title, (_, model) in PARTS.items():
        table = page("settings").split(f"\n### {title}\n", 1)[1].split("\n### ")[0].split("<!-- end -->")[0]
        named = re.findall(r"^\| `(\w+)` \| .+? \| .+? \| (.+?) \|", table, re.MULTILINE)

        assert [name for name, _ in named] == list(names_of(model))
        assert all(meaning.strip() for _, meaning in named)


def test_the_example_of_the_settings_is_read_and_uses_every_setting(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.+?)```", page("settings"), re.DOTALL)
    (tmp_path / "shop.yaml").write_text(example, encoding="utf-8")

    shop = load(tmp_path / "shop.yaml")

    assert shop.name == "Harbour & Pine"
    assert [name for name in Shop.model_fields if name not in yaml.safe_load(example)] == []
    for _, model in PARTS.values():
        assert [name for name in names_of(model) if not re.search(rf"\b{name}:", example)] == []


def test_every_example_of_a_setting_is_one_that_it_takes() -> None:
    for _, model in PARTS.values():
        for name, field in model.model_fields.items():
            for example in field.examples or ():
                model.__pydantic_validator__.validate_assignment(model.model_construct(), name, example)


def test_every_table_of_facts_is_on_its_page_with_its_columns() -> None:
    rows = re.findall(r"^\| `(\w+)` \| .+? \| (.+?) \| (.+?) \|$", page("schema"), re.MULTILINE)
    with closing(sqlite3.connect(":memory:")) as facts:
        facts.executescript("".join(MIGRATIONS))
        tables = [name for (name,) in facts.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {
            table: {column for _, column, *_ in facts.execute(f"PRAGMA table_info({table})")}
            for table in tables
        }

    assert {table: set(re.findall(r"`(\w+)`", key + rest)) for table, key, rest in rows} == columns


def test_every_environment_variable_is_explained() -> None:
    source = (ROOT / "bot.py").read_text(encoding="utf-8")
    read = set(re.findall(r'os\.environ(?:\.get\(|\[)"(\w+)"', source))
    table = section(page("settings"), "Environment variables")

    assert len(read) >= 6 and read > TRANSPORT
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == read
    assert read == set(re.findall(r"^ +([A-Z_]{6,})  ", bot.cli.help or "", re.MULTILINE))


def test_every_verb_and_option_of_the_command_line_is_explained() -> None:
    text = page("command-line")
    verbs = re.findall(r"^\| `([a-z]+)", text, re.MULTILINE)

    assert verbs == list(dict.fromkeys(verbs)) and set(verbs) == set(bot.cli.commands)
    for name, command in bot.cli.commands.items():
        each = command.commands.values() if isinstance(command, click.Group) else [command]
        options = {
            option
            for one in each
            for parameter in one.params
            if isinstance(parameter, click.Option)
            for option in parameter.opts
        }
        if not options - {"--help", "-h"}:
            continue
        assert set(re.findall(r"^\| `(--[a-z]+)", section(text, name), re.MULTILINE)) == options


def test_every_permission_has_its_reason_and_what_is_not_asked_for_is_said() -> None:
    text = section(page("README").replace("\n### ", "\n## "), "What it may do, and why")

    assert all(f"| `{scope}` | {reason} |" in text for scope, reason in SCOPES.items())
    assert all(f"| `{scope}` | {so_that} |" in text for scope, so_that in NOT_ASKED.items())
    assert not set(SCOPES) & set(NOT_ASKED)
    assert set(NOT_ASKED) >= {"channels:history", "groups:history", "chat:write.public", "channels:join"}


def test_every_folder_of_code_has_its_sentence() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"bench", "faults", "tests"}

    assert set(ROOMS) == folders
    assert all(f"| `{room}/` | " in page("README") and f"`{room}/`" in page("architecture") for room in ROOMS)


# What a page says to type works


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, small_facts: Path) -> Path:
    """A folder as the README has it in mind: exports beside a data folder with facts and settings."""
    folder = tmp_path_factory.mktemp("reader")
    small_shop.write(folder, UNTIL.date(), UNTIL)
    (folder / "data").mkdir()
    (folder / "promotions.csv").write_text("name,start,end\nAutumn,2026-10-01,2026-10-03\n", encoding="utf-8")
    (folder / "targets.csv").write_text("metric,period,target\nnet sales,Q4 2030,400k\n", encoding="utf-8")
    shutil.copy(small_facts, folder / "data" / "facts.sqlite3")
    (folder / "data" / "shop.yaml").write_text(SHOP_YAML, encoding="utf-8")
    return folder


def typed(name: str) -> Iterator[str]:
    """Every `python bot.py …` in the code blocks of a page."""
    for block in re.findall(r"```sh\n(.*?)```", page(name), re.DOTALL):
        yield from re.findall(r"^ *python bot\.py (.+?)(?: +#.*)?$", block, re.MULTILINE)


EXAMPLES = list(
    dict.fromkeys(
        (name, line) for name in ("README", "importing", "deploying", "on-record") for line in typed(name)
    )
)
#: These serve until they are stopped: that they can be read is all that is tried here.
SERVING = ("demo", "run")


def run(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> click.testing.Result:
    """Type a line at the command line, in a folder of its own, with tokens and without a warehouse."""
    monkeypatch.chdir(folder)
    unset = {name: None for name in os.environ if name.startswith(("SLACK_", "SHELFTALK_", "WAREHOUSE_"))}
    tokens = dict.fromkeys(TRANSPORT, "secret")
    words = shlex.split(line)
    if words[0] == "import":
        words = [word.removesuffix(".gz") for word in words]
    return CliRunner(env={**unset, **tokens}).invoke(bot.cli, words)


@pytest.mark.parametrize(("name", "line"), EXAMPLES)
def test_every_example_runs(name: str, line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    verb, *arguments = shlex.split(line)
    if verb in SERVING:
        bot.cli.commands[verb].make_context(verb, arguments)
        return

    result = run(line, folder, monkeypatch)

    assert result.exit_code == 0, result.output
    assert result.output.strip()
    assert not re.search("I don't understand|I can't|Did you mean", result.output)
    if "--json" in arguments or verb == "manifest":
        json.loads(result.stdout)


def test_the_page_about_home_names_every_command_it_offers_and_its_numbers() -> None:
    said = page("home")
    rows = dict(re.findall(r"^\| (\w+) \| (`/.+) \|$", said, re.MULTILINE))

    assert {role: re.findall(r"`(.+?)`", words) for role, words in rows.items()} == {
        role: list(words) for role, words in home_help.EXAMPLES.items()
    }
    assert f"up to {pins.MOST} pinned figures" in said and f"the last {home_pins.DAYS} days" in said
    assert f"not another for {home_help.ASK_AGAIN.days} days" in said
    assert f"every {homes.APART.seconds} seconds a person" in said
    assert f"in the last {homes.LOOKED_AT.seconds // 3600} hours" in said


def test_the_readme_shows_how_to_import_ask_check_and_run() -> None:
    verbs = {line.split()[0] for line in typed("README")}

    assert verbs >= {"import", "ask", "digest", "check", "manifest", "run"}


WAYS_TO_TYPE = [f"{name} {words}".strip() for name, ways in WAYS.items() for words in ways]


@pytest.fixture(scope="module")
def answers(folder: Path) -> Iterator[Callable[[str], str]]:
    """What `ask` prints of a line, without a bot of its own for each."""
    settings = settings_for(folder / "data", folder / "data" / "facts.sqlite3")
    with bot.opened(settings, MONDAY) as shelftalk:
        you = bot.someone(shelftalk, None)
        yield lambda line: as_text(
            bot.answer(
                shelftalk, " ".join(shlex.split(line)), person=you, channel="", surface=Surface.TERMINAL
            )
        )


@pytest.mark.parametrize("words", WAYS_TO_TYPE)
def test_every_line_on_the_page_of_commands_is_understood(words: str, answers: Callable[[str], str]) -> None:
    answer = answers(words)

    assert not re.search(r"I don't understand|I can't|I found no|Did you mean|Which one\?\s+Or", answer), (
        answer
    )


def test_every_example_of_a_command_is_understood(answers: Callable[[str], str]) -> None:
    for command in COMMANDS.values():
        for words in command.examples:
            answer = answers(f"{command.name} {words}")

            assert not re.search("I don't understand|I can't", answer), answer


def test_the_settings_of_the_readme_are_enough_for_check(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [example] = re.findall(r"```yaml\n(.+?)```", page("README"), re.DOTALL)
    (folder / "readme.yaml").write_text(example, encoding="utf-8")

    result = run("check --shop readme.yaml", folder, monkeypatch)

    assert result.exit_code == 0, result.output


def test_the_error_that_the_settings_page_shows_is_the_one_that_is_given(tmp_path: Path) -> None:
    [shown] = re.findall(r"```text\n(.+?)\n```", page("settings"), re.DOTALL)
    (tmp_path / "shop.yaml").write_text("currency: GBP\n\n\nchanels: {digest: C01ECOM}\n", encoding="utf-8")

    result = CliRunner().invoke(bot.cli, ["check", "--shop", str(tmp_path / "shop.yaml")])

    assert result.exit_code == 1 and shown in result.output


def test_the_backup_of_the_deploying_page_is_whole(folder: Path, tmp_path: Path) -> None:
    [statement] = re.findall(r"```sql\n(.+?)\n```", page("deploying"), re.DOTALL)
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(folder / "data" / "facts.sqlite3")) as facts:
        facts.execute(re.sub("'.+'", f"'{copy}'", statement))
        count = facts.execute("SELECT count(*) FROM shop_order").fetchone()

    with closing(sqlite3.connect(copy)) as restored:
        assert restored.execute("SELECT count(*) FROM shop_order").fetchone() == count
        assert count[0] > 0


# Links, and what must not be in the repository


def links(path: Path) -> Iterator[str]:
    """Where a page's links and pictures lead, those on the web left out."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        link = "".join(target)
        if not link.startswith(("http:", "https:", "mailto:")):
            yield link


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as they are made from their words."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES_OF_DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if target.relative_to(ROOT).as_posix() in MADE_LATER and not target.exists():
            continue

        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(target), f"{link}: there is no such heading"


def test_the_readme_shows_its_four_pictures_and_each_is_one() -> None:
    shown = {link for link in links(ROOT / "README.md") if link.endswith(".png")}

    assert shown == PICTURES
    for picture in (ROOT / name for name in PICTURES):
        assert not picture.exists() or picture.read_bytes().startswith(b"\x89PNG\r\n")


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    reached, open_ends = set(), [ROOT / "README.md"]
    while open_ends:
        path = open_ends.pop()
        for link in links(path):
            target = (path.parent / link.partition("#")[0]).resolve()
            found = sorted(target.glob("*.md")) if target.is_dir() else [target]
            fresh = [one for one in found if one.suffix == ".md" and one.is_file() and one not in reached]
            reached.update(fresh)
            open_ends += fresh

    assert {path.name for path in PAGES_OF_DOCS if path not in reached} <= {"README.md"}


def test_no_registry_and_no_machine_is_named_in_the_repository() -> None:
    named = re.compile(
        r"(?:pypi|pythonhosted|npmjs|registry\.\w+|ghcr)\.(?:org|com|io)\b|artifactory|--(?:extra-)?index-url +http"
        r"|(?<![\w.])/(?:work|home|root|Users)/\w",
        re.IGNORECASE,
    )
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    if tracked == [""]:
        pytest.skip("not a git checkout")
    for name in filter(None, tracked):
        path = ROOT / name
        if path == Path(__file__) or not path.is_file() or path.suffix in (".png", ".gz"):
            continue
        found = named.search(path.read_text(encoding="utf-8", errors="replace"))

        assert not found, f"{name} names {found.group()}"
