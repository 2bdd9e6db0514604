"""docs/approvals.md draws the table as it is."""

from __future__ import annotations

import re
from pathlib import Path

from approvals.transitions import diagram

PAGE = Path(__file__).parent.parent.parent / "docs" / "approvals.md"
DRAWN = re.compile(
    r"(?<=<!-- drawn from approvals/transitions.py -->\n```mermaid\n).*?(?=\n```\n<!-- end -->)", re.DOTALL
)


def test_the_diagram_is_drawn_from_the_table():
    drawn = DRAWN.search(PAGE.read_text(encoding="utf-8"))

    assert drawn and drawn.group() == diagram()


if __name__ == "__main__":
    PAGE.write_text(DRAWN.sub(diagram(), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
