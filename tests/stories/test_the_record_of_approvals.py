"""What was decided can be looked up, copied and proved; and what goes live when stands in a calendar."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

import bot
from commands.approval_record import as_csv
from tests.stage import Stage
from tests.stories.test_answering_a_request import card
from tests.stories.test_approving_content import COPY, submitted


def test_the_log_says_everything_in_technical_words(stage: Stage) -> None:
    submitted(stage)
    dana = stage.person("dana")
    stage.told(dana, card(dana), "Approve v1", "You approved v1")

    log = dana.types("/approvals log")
    of_one = dana.types("/approvals log 1")

    assert "2\xa0entries in the log" in log
    assert "Approve" in log and "to=APPROVED" in log and "stage=" in log
    assert "2\xa0entries in the log of approval 1" in of_one
    assert "Nothing in the log of approval 9 yet." in dana.types("/approvals log 9")


def test_the_log_and_the_export_are_for_those_who_answer_for_it(stage: Stage) -> None:
    submitted(stage)

    for what in ("log", "export"):
        assert f"The {what} of approvals is for directors and admins." in stage.person("marcus").types(
            f"/approvals {what}"
        )


def test_the_newest_decisions_are_csv_to_copy(stage: Stage) -> None:
    submitted(stage, title="=HYPERLINK(1)")
    dana = stage.person("dana")
    stage.told(dana, card(dana, "=HYPERLINK(1)"), "Approve v1", "You approved v1")

    said = dana.types("/approvals export")

    assert "1\xa0decision in 2\xa0entries of the log" in said
    assert "1,'=HYPERLINK(1),product_copy,U0MARCUS,APPROVED" in said.raw


def test_what_is_exported_is_proved(stage: Stage, tmp_path: Path) -> None:
    submitted(stage)
    dana = stage.person("dana")
    stage.told(dana, card(dana), "Approve v1", "You approved v1")

    for flag in ([], ["--json"]):
        file = tmp_path / "record"
        file.write_text(_bot(stage, "export", *flag), encoding="utf-8")
        assert "Nothing was changed, removed" in _bot(stage, "verify", str(file))
    decided = list(csv.DictReader(io.StringIO(_bot(stage, "export", "--decisions").split("\n", 1)[1])))
    assert [(row["by"], row["verdict"], row["live"]) for row in decided] == [("U0DANA", "APPROVED", "yes")]
    assert json.loads(_bot(stage, "export", "--json"))["decisions"][0]["by"] == "U0DANA"


def _bot(stage: Stage, *arguments: str) -> str:
    done = CliRunner(env={"SHELFTALK_DATA": str(stage.settings.data)}).invoke(
        bot.cli, ["approvals", *arguments]
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_no_cell_is_a_formula() -> None:
    assert as_csv(("a", "b"), [("=1+1", "two\nlines"), ("@sum", "-3")]) == (
        "a,b\n'=1+1,two lines\n'@sum,'-3\n"
    )


def test_the_calendar_says_what_goes_live_when(stage: Stage) -> None:
    marcus = stage.person("marcus")
    assert "Nothing is planned" in marcus.types("/approvals calendar")
    for title, days in (("Later banner", 9), ("Sooner banner", 2)):
        entries = COPY | {"Title": title, "When it goes live": stage.clock() + timedelta(days=days)}
        marcus.types("/approvals new", waits=False)
        marcus.waits_for(lambda me: me.modal)
        marcus.fills(marcus.modal, entries).submits()
        marcus.waits_to_see(title, "@Shelftalk")

    said = marcus.types("/approvals calendar").text

    assert (
        said.index("Wed 25 Nov") < said.index("Sooner banner") < said.index("Wed 2 Dec") < said.index("Later")
    )
    assert "08:01 Sooner banner · ⏳ In review · Product copy, approval 2" in said
