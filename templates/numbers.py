"""Figures in people's notation: money, percentages, multiples and counts, by currency and locale."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.numbers import format_compact_decimal, format_currency, format_decimal, get_currency_precision

Form = Literal["full", "whole", "headline", "compact"]

MISSING = "—"
MINUS = "−"
SPACE = "\u00a0"  # keeps a figure and its unit on one line
_THOUSAND = 1e3
_SCALES = ((1e9, "bn", 2), (1e6, "M", 2), (_THOUSAND, "k", 1))


@lru_cache(maxsize=256)
def exponent(currency: str | None) -> int:
    """How many digits the minor unit has: 2 for GBP, 0 for JPY, 3 for KWD."""
    return get_currency_precision(currency) if currency else 2


def major(minor: float, currency: str | None) -> float:
    """Minor units as major ones: 12345 pence are 123.45 pounds."""
    return float(minor / 10 ** exponent(currency))


def money(minor: float | None, currency: str | None, locale: str = "en_GB", form: Form = "headline") -> str:
    """Money from minor units.

    full £184,800.12 · whole £184,800 · headline: whole from a thousand on, else full · compact £184.8k, £1.51M.
    A missing amount is a dash. The minus is a true one and stands before the symbol.
    """
    if minor is None:
        return MISSING
    digits = exponent(currency)
    amount = abs(minor) / 10**digits
    if form == "compact" and amount >= _THOUSAND * 10:
        text = _compact(amount, currency, locale)
    else:
        whole = form == "whole" or (form != "full" and (amount >= _THOUSAND or not amount))
        text = _written(currency, locale, 0 if whole else digits)(amount)
    return MINUS + text if minor < 0 and any(digit in text for digit in "123456789") else text


def _compact(amount: float, currency: str | None, locale: str) -> str:
    size, letter, digits = next(scale for scale in _SCALES if amount >= scale[0] * 0.9995)
    text = _written(currency, locale, digits)(amount / size)
    last = max(index for index, character in enumerate(text) if character.isdigit()) + 1
    return text[:last] + letter + text[last:]


@lru_cache(maxsize=256)
def _written(currency: str | None, locale: str, digits: int) -> Callable[[float], str]:
    """How an amount that is not negative is written; Babel is asked once, not for every figure (40 µs each)."""
    zeros = "0" * digits
    pattern = (
        Locale.parse(locale).currency_formats["standard"]
        if currency
        else Locale.parse(locale).decimal_formats[None]
    )
    sample = 1234567.0

    def by_babel(amount: float) -> str:
        if currency is None:
            return format_decimal(amount, f"#,##0{'.' * bool(digits)}{zeros}", locale=locale)
        return format_currency(
            amount, currency, _digits(pattern.pattern, digits), locale=locale, currency_digits=False
        )

    shown = by_babel(sample)
    parts = _parts(shown, digits)
    if parts is None:
        return by_babel
    before, group, point, after = parts

    def fast(amount: float) -> str:
        text = f"{amount:,.{digits}f}"
        if group != "," or point not in {".", ""}:
            text = text.replace(",", "\0").replace(".", point).replace("\0", group)
        return before + text + after

    return fast


def _digits(pattern: str, digits: int) -> str:
    """A Babel pattern with so many digits after the point."""
    whole, dot, rest = pattern.partition(".")
    tail = rest.lstrip("0#") if dot else ""
    return f"{whole}.{'0' * digits}{tail}" if digits else whole + tail


def _parts(sample: str, digits: int) -> tuple[str, str, str, str] | None:
    """What stands around the digits of 1234567, where they are grouped in threes and written 0–9."""
    start = sample.find("1")
    if start < 0 or "234" not in sample or "567" not in sample:
        return None
    group = sample[start + 1 : sample.index("234")]
    rest = sample[sample.index("567") + 3 :]
    if sample[sample.index("234") + 3 : sample.index("567")] != group:
        return None
    point = rest[: rest.index("0" * digits)] if digits else ""
    after = rest[len(point) + digits :]
    return sample[:start], group, point, after


def count(value: float | None, locale: str = "en_GB") -> str:
    """A number of things with separators; one decimal only where it is not whole (attributed conversions)."""
    if value is None:
        return MISSING
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else 1
    return _signed(value, digits, locale)


def decimal(value: float | None, locale: str = "en_GB", digits: int = 2) -> str:
    """A plain number, such as units per order."""
    return MISSING if value is None else _signed(value, digits, locale)


def percent(rate: float | None, locale: str = "en_GB") -> str:
    """A rate of 0..1 as a percentage: 2.29 %, 54.2 %, 1,240 %."""
    if rate is None:
        return MISSING
    size = abs(rate * 100)
    return _signed(rate * 100, 0 if size >= 999.5 else 1 if size >= 9.95 else 2, locale) + SPACE + "%"


def whole_percent(share: float, locale: str = "en_GB") -> str:
    """A share of 0..1 without decimals: 96 %; nearly all is not all, so only what is whole is 100 %."""
    size = round(share * 100)
    if size == 100 and abs(share - 1) >= 0.0005:
        return percent(share, locale)
    return _signed(size, 0, locale) + SPACE + "%"


def points(difference: float, locale: str = "en_GB") -> str:
    """A difference of two rates in percentage points: −0.26 pp, +1.9 pp."""
    size = abs(difference * 100)
    return plus(_signed(difference * 100, 1 if size >= 0.995 else 2, locale), difference) + SPACE + "pp"


def times(value: float | None, locale: str = "en_GB") -> str:
    """A multiple: 4.1×, 0.92×, 128×."""
    if value is None:
        return MISSING
    return _signed(value, 0 if abs(value) >= 99.5 else 1 if abs(value) >= 1.995 else 2, locale) + "×"


def hours(value: float | None, locale: str = "en_GB") -> str:
    """A length of time from hours: 40 min, 3.5 h, 26 h."""
    if value is None:
        return MISSING
    if abs(value) < 1:
        return f"{_signed(value * 60, 0, locale)}{SPACE}min"
    return f"{_signed(value, 0 if abs(value) >= 9.95 else 1, locale)}{SPACE}h"


def weeks(value: float | None, locale: str = "en_GB") -> str:
    """A number of weeks: 1 week, 3.5 weeks."""
    if value is None:
        return MISSING
    text = _signed(value, 0 if abs(value) >= 9.95 else 1, locale)
    text = text.removesuffix(_written(None, locale, 1)(0.0)[1:])
    return f"{text}{SPACE}week{'' if text == '1' else 's'}"


def relative(change: float, locale: str = "en_GB") -> str:
    """A relative change of 0.062 as +6.2 %."""
    size = abs(change * 100)
    return plus(_signed(change * 100, 0 if size >= 99.95 else 1, locale), change) + SPACE + "%"


def plus(text: str, value: float) -> str:
    """A plus before what has grown; the minus is already there."""
    return f"+{text}" if value > 0 else text


def compact_count(value: float, locale: str = "en_GB") -> str:
    """A count for a narrow place: 12.3K."""
    return format_compact_decimal(value, locale=locale, fraction_digits=1)


def _signed(value: float, digits: int, locale: str) -> str:
    text = _written(None, locale, digits)(abs(value))
    return MINUS + text if value < 0 and any(digit in text for digit in "123456789") else text
