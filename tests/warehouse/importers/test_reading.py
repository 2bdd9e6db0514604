"""Files of every encoding, delimiter and shape come out as tables."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.importers.reading import Table, look, tables

HEADER = "Campaign,Cost\n"


def knows(header: Sequence[str]) -> bool:
    return tuple(header) == ("Campaign", "Cost")


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(path: Path) -> list[tuple[Table, list[list[str]]]]:
    return [(table, list(table.rows)) for table in tables(path, knows)]


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}A,1\n".encode(),
        f"{HEADER}A,1\n".encode("utf-8-sig"),
        "Campaign\tCost\nA\t1\n".encode("utf-16"),
        "Campaign\tCost\nA\t1\n".encode("utf-16-le"),
        b"Campaign;Cost\r\nA;1\r\n",
        b'"Campaign"|"Cost"\nA|1\n',
        gzip.compress(f"{HEADER}A,1\n".encode()),
    ],
    ids=["plain", "BOM", "UTF-16 tabs", "UTF-16 without BOM", "semicolons", "bars", "gzip"],
)
def test_every_encoding_and_delimiter_comes_out_alike(tmp_path: Path, content: bytes) -> None:
    ((table, rows),) = read(written(tmp_path, content))

    assert table.header == ("Campaign", "Cost")
    assert rows == [["A", "1"]]


def test_a_preamble_is_set_aside_and_kept(tmp_path: Path) -> None:
    path = written(tmp_path, f'Campaign report\n"July 8, 2025 - July 31, 2025"\n{HEADER}A,1\n'.encode())

    ((table, rows),) = read(path)

    assert table.preamble == ("Campaign report", "July 8, 2025 - July 31, 2025")
    assert (table.line, rows) == (3, [["A", "1"]])


def test_a_single_table_streams_through_the_csv_reader_itself(tmp_path: Path) -> None:
    for table in tables(written(tmp_path, HEADER.encode()), knows):
        assert type(table.rows) is type(csv.reader([]))


def test_line_breaks_inside_cells_survive_and_lines_are_still_counted(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}"A\r\nB",1\n"C",2\n'.encode())

    for table in tables(path, knows):
        assert next(table.rows) == ["A\r\nB", "1"]
        assert table.rows.line_num == 3
        assert next(table.rows) == ["C", "2"]


def test_windows_characters_are_read_where_a_spreadsheet_left_them(tmp_path: Path) -> None:
    ((_, rows),) = read(written(tmp_path, HEADER.encode() + "Café £5,1\n".encode("cp1252")))

    assert rows == [["Café £5", "1"]]


STACKED = b"""# ----------------------------------------
# Reports snapshot
# Start date: 20250101
# End date: 20250131
Campaign,Cost
A,1
#1 best shed,2

# Where do they come from?
# Start date: 20250101
# End date: 20250131
City,Users
London,3

# Start date: 20250201
# End date: 20250228

Campaign,Cost

"""


def test_stacked_tables_come_out_one_by_one_with_their_own_comments(tmp_path: Path) -> None:
    first, second, third = read(written(tmp_path, STACKED))

    assert first[1] == [["A", "1"], ["#1 best shed", "2"]]
    assert first[0].preamble[-2:] == ("# Start date: 20250101", "# End date: 20250131")
    assert (second[0].header, second[1]) == (("City", "Users"), [["London", "3"]])
    assert second[0].preamble[0] == "# Where do they come from?"
    assert (third[0].preamble[0], third[1]) == ("# Start date: 20250201", [])


def test_a_table_that_nobody_reads_is_passed_over(tmp_path: Path) -> None:
    headers = [table.header for table in tables(written(tmp_path, STACKED), knows)]

    assert headers == [("Campaign", "Cost"), ("City", "Users"), ("Campaign", "Cost")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
    ],
)
def test_what_is_not_text_holds_no_tables_and_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    path = written(tmp_path, content)

    assert read(path) == []
    assert what in (look(path).not_text or "")


def test_an_unknown_file_is_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path, b'"Report Name: Keywords"\n"Rows: 5"\n\nKeyword;Clicks;Spend\nshoes;1;2\n')

    seen = look(path)

    assert (seen.delimiter, seen.header, seen.line) == (";", ("Keyword", "Clicks", "Spend"), 4)


def test_a_real_snapshot_of_ga4_holds_sixteen_tables(real_file) -> None:
    found = [*tables(real_file("formats/ga4/reports_snapshot_nth_day.csv"), lambda _: False)]

    assert len(found) == 16
    assert found[0].header == ("Nth week", "Active users")


@given(st.one_of(st.binary(max_size=300), st.text(alphabet='#,;\t"\n\r ab1é', max_size=200).map(str.encode)))
def test_no_bytes_at_all_break_the_reading(tmp_path_factory, content: bytes) -> None:
    path = written(tmp_path_factory.mktemp("any"), content.removeprefix(b"\x1f\x8b"))

    for table in tables(path, lambda header: len(header) > 1):
        assert all(isinstance(row, list) for row in table.rows)
    look(path)
