"""Reading numbers, days and currencies the way each export writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Literal

from babel.dates import get_month_names
from babel.numbers import NumberFormatError, parse_decimal

DecimalMark = Literal[".", ","]
DateOrder = Literal["dmy", "mdy"]

#: What exports write where there is no number.
MISSING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "null", "none", "(not set)", "nan", "∞"})
#: Small cells that a platform hides: `< 10%` (Google), `<5` (TikTok), `> 90%`.
MASKED = re.compile(r"[<>]\s*\d+([.,]\d+)?\s*%?")
PLAIN = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
#: Spreadsheets turn long codes into this and lose their last digits for good.
ROUNDED_CODE = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
INDIAN = re.compile(r"\d{1,2}(,\d{2})+,\d{3}(\.|$)")
GROUP_SPACES = str.maketrans("", "", "\u00a0\u202f\u2009 '\u2019\u200e\u200f")
#: Symbols that stand for one currency alone; `$`, `kr` and `¥` do not.
SYMBOLS = {"£": "GBP", "€": "EUR", "₹": "INR", "zł": "PLN", "₺": "TRY", "₩": "KRW", "R$": "BRL", "US$": "USD"}
CURRENCY = re.compile(r"[A-Z]{0,2}\$|[£€₹₺₩¥]|zł|\bkr\b\.?|\b[A-Z]{3}\b")
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS"})
#: The locales whose month names appear in reports that we read.
MONTH_LOCALES = ("en", "de", "fr", "es", "it", "nl", "pt")


def number(text: str, decimal_mark: DecimalMark = ".") -> Decimal | None:
    """The number in a cell: `1,234.56`, `1.234,56 €`, `1 234,56`, `-$12`, `(12.00)`, `95.5%` (0.955).

    None where there is none (` --`, `-`, blank) or it is hidden (`< 10%`). `decimal_mark` decides only what
    the cell itself leaves open, such as `1.234`. Raises ValueError for anything else.
    """
    if PLAIN.fullmatch(text) and decimal_mark == ".":
        return Decimal(text)
    cell = text.strip()
    if cell.casefold() in MISSING or MASKED.fullmatch(cell):
        return None
    percent = "%" in cell
    digits, negative = _bare(cell)
    if not digits:
        raise ValueError(text)
    try:
        value = _grouped(digits, _decimal_mark(digits, decimal_mark))
    except (NumberFormatError, InvalidOperation) as error:
        raise ValueError(text) from error
    return (-value if negative else value) / (100 if percent else 1)


def count(text: str, decimal_mark: DecimalMark = ".") -> int | None:
    """A whole number; `25.00` is 25. None where there is none; ValueError for a fraction or anything else."""
    value = number(text, decimal_mark)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise ValueError(text)
    return int(value)


def counted(number: int, one: str, several: str | None = None) -> str:
    """`1 row`, `1,250 rows`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def currency_of(text: str) -> str | None:
    """The ISO code of a cell's or header's currency where it is plain: `£3`, `12 EUR`, `Amount spent (USD)`.

    A bare `$` names no one currency: None.
    """
    found = CURRENCY.search(text)
    if found is None:
        return None
    return SYMBOLS.get(found[0], found[0] if re.fullmatch("[A-Z]{3}", found[0]) else None)


def is_dollars(text: str) -> bool:
    """Whether a cell says `$` without saying whose."""
    return "$" in text and currency_of(text) is None


def is_rounded_code(code: str) -> bool:
    """Whether a spreadsheet has turned this code into `4.06138E+12`: its last digits are lost."""
    return ROUNDED_CODE.fullmatch(code.strip()) is not None


def day(text: str, order: DateOrder = "mdy", date_format: str | None = None) -> date:
    """The day in a cell: ISO, `20250101`, `7/1/24`, `01.07.2024`, `July 8, 2025`, `27 janvier 2026`.

    `order` decides between day and month where figures alone stand in the cell; a `date_format` (strptime's)
    overrides everything. Raises ValueError.
    """
    cell = text.strip()
    if date_format is not None:
        return datetime.strptime(cell, date_format).date()  # noqa: DTZ007 - a day has no zone
    if found := re.match(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?=$|[T ])", cell):
        return date(*map(int, found.groups()))
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", cell):
        first, second, year = map(int, found.groups())
        month, monthday = (first, second) if order == "mdy" else (second, first)
        return date(year + 2000 if year < 100 else year, month, monthday)
    return _worded_day(cell)


def date_order(cells: Iterable[str], default: DateOrder) -> DateOrder:
    """Whether figures-only days put the month or the day first, from the cells that leave no doubt.

    `default` where all could be either. Raises ValueError when the cells contradict each other.
    """
    seen: set[DateOrder] = set()
    for cell in cells:
        if found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2}", cell.strip()):
            first, second = int(found[1]), int(found[2])
            if first > 12:
                seen.add("dmy")
            if second > 12:
                seen.add("mdy")
    if len(seen) > 1:
        raise ValueError("some dates put the day first and some the month")
    return seen.pop() if seen else default


def period(text: str) -> tuple[date, date] | None:
    """First and last day of a range in words, both included; None for `All time` and what is no range.

    `July 8, 2025 - July 31, 2025`, `27 January 2026 – 23 February 2026`, `2025-01-01 to 2025-01-31`, one day.
    """
    parts = re.split(r"\s+(?:-|–|—|to|bis|au)\s+", text.strip().strip('"'))
    try:
        days = [day(part) for part in parts]
    except ValueError:
        return None
    return (days[0], days[-1]) if len(days) <= 2 and days[0] <= days[-1] else None


def _bare(cell: str) -> tuple[str, bool]:
    """Digits and marks alone, and whether the cell is negative (`-5`, `−5`, `5-`, `(5)`)."""
    digits = CURRENCY.sub("", cell).translate(GROUP_SPACES).replace("\u2212", "-").replace("%", "")
    negative = digits.startswith(("-", "(")) or digits.endswith("-")
    digits = digits.strip("+-()")
    return (digits, negative) if re.fullmatch(r"[\d.,]+([eE][+-]?\d+)?", digits) else ("", negative)


def _grouped(digits: str, mark: DecimalMark) -> Decimal:
    """Digits with thousands in their places; `1,23,456` is how India groups them."""
    if PLAIN.fullmatch(digits) and mark == ".":
        return Decimal(digits)
    locale = "de" if mark == "," else "en_IN" if INDIAN.match(digits) else "en"
    return parse_decimal(digits, locale=locale, strict=True)


def _decimal_mark(digits: str, declared: DecimalMark) -> DecimalMark:
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if dots + commas != 1:  # none, or the same mark several times: that one groups thousands
        return "." if commas else "," if dots else declared
    mark: DecimalMark = "." if dots else ","
    could_group = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits) is not None
    return declared if could_group else mark


def _worded_day(cell: str) -> date:
    words = re.findall(r"\d+|[^\W\d_]+", cell.casefold())
    figures = [int(word) for word in words if word.isdigit()]
    months = [month for word in words if (month := _months().get(word))]
    if len(months) != 1 or len(figures) != 2:
        raise ValueError(cell)
    monthday, year = sorted(figures)
    return date(year, months[0], monthday)


@cache
def _months() -> dict[str, int]:
    return {
        name.casefold().rstrip("."): month
        for locale in MONTH_LOCALES
        for width in ("wide", "abbreviated")
        for month, name in get_month_names(width, locale=locale).items()
    }
