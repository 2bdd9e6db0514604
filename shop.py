"""What this shop is: `shop.yaml`, read and checked, with errors that name the line and the fix."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo, available_timezones

import yaml
from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo

from approvals.policy.rulebook import Rulebook

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WORKING_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
#: An hour of the day, such as 08:00.
HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"
Role = Literal["director", "manager", "analyst", "viewer"]
Weekday = Literal["monday", "sunday", "saturday"]


class Part(BaseModel):
    """A part of the settings file: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _duration(value: object) -> object:
    """Read '6h', '2d' or '90m'."""
    units = {"m": "minutes", "h": "hours", "d": "days"}
    if isinstance(value, str) and value[-1:] in units and value[:-1].isdigit():
        return timedelta(**{units[value[-1]]: int(value[:-1])})
    raise ValueError("write a number and m, h or d, such as 6h or 2d")


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Person(Part):
    """Someone the bot knows, by Slack user id."""

    id: str = Field(
        pattern=r"^[UW][A-Z0-9]+$",
        description="Slack user id: profile, ⋯, Copy member ID.",
        examples=["U01DANA"],
    )
    name: str = Field(description="What `--as` and lists call them.", examples=["Dana"])
    role: Role = Field(
        default="viewer",
        description="Directors see cost and margin, in private, and decide approvals; the others see all other figures."
        " Viewers set up digests for themselves alone.",
        examples=["director"],
    )
    team: str = Field(
        default="",
        description="The team they are in, by which figures about approvals can be told apart.",
        examples=["Content"],
    )
    admin: bool = Field(
        default=False,
        description="May change roles with `/shelftalk people`, and anybody's digest. The first one is told of what could"
        " not be delivered, and of files in the inbox whose source has no owner.",
        examples=[True],
    )


class Channels(Part):
    """Where the bot speaks, by Slack channel id."""

    digest: str | None = Field(
        default=None,
        pattern=r"^[CG][A-Z0-9]+$",
        description="Where the morning digest is posted, until somebody changes it in Slack.",
        examples=["C01ECOM"],
    )
    approvals: str | None = Field(
        default=None,
        pattern=r"^[CG][A-Z0-9]+$",
        description="Where the cards of approvals show their state. Deciding is done in direct messages.",
        examples=["C01CAMPAIGNS"],
    )
    seals: str | None = Field(
        default=None,
        pattern=r"^[CG][A-Z0-9]+$",
        description="Where the seal of the approvals' history is told each day that something was decided; without it,"
        " in the channel for approvals. A channel that the machine's admins cannot write to makes the best witness.",
        examples=["C01AUDIT"],
    )


class Source(Part):
    """Where a kind of fact comes from: its usual lag, who looks after it and how to get it."""

    lag: Duration = Field(
        default=timedelta(hours=24),
        description="How long after a day has ended its figures usually arrive; later than that is called late.",
        examples=["6h"],
    )
    owner: str | None = Field(
        default=None,
        pattern=r"^[UW][A-Z0-9]+$",
        description="Who is told by direct message what became of a file in the inbox; without one, the first admin.",
        examples=["U01MARCUS"],
    )
    how: str = Field(
        default="",
        description="How to get the export, said wherever its figures are missing or late.",
        examples=["Shopify admin, Orders, Export"],
    )
    settles: Duration | None = Field(
        default=None,
        description="How long after a day has ended its figures may still grow: what platforms attribute to ads, returns"
        " of a day's orders, and for a source of traffic all it counts. Until then they are called settling. Unset, 7"
        " days for Meta, 30 for Google Ads and for returns.",
        examples=["7d"],
    )
    sales_channel: str | None = Field(
        default=None,
        description="The sales channel of everything this source delivers, where no rule says otherwise.",
        examples=["Shopify"],
    )


class OrderRule(Part):
    """Which orders belong to a segment or sales channel: any tag, source or payment terms that matches."""

    tags: tuple[str, ...] = Field(default=(), description="Order tags.", examples=[["wholesale"]])
    sources: tuple[str, ...] = Field(
        default=(), description="The `Source` column of Shopify's orders export.", examples=[["web", "pos"]]
    )
    payment_terms: tuple[str, ...] = Field(
        default=(),
        description="The `Payment Terms Name` column of Shopify's orders export.",
        examples=[["Net 30"]],
    )


#: What a plain CSV can be mapped to: the columns each kind of fact needs, and those it may have (docs/importing.md).
MAPPED_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "orders_day": (
        ("day",),
        ("sales_channel", "country", "segment", "customer_type", "orders", "cancelled_orders", "refunded_orders", "units",
         "gross_sales", "discounts", "returns", "net_sales", "shipping", "taxes", "duties", "total_sales"),
    ),
    "sales_day": (
        ("day", "sku"),
        ("title", "sales_channel", "country", "segment", "customer_type", "units", "gross_sales", "discounts",
         "returns", "net_sales"),
    ),
    "traffic_day": (
        ("day",),
        ("marketing_channel", "device", "country", "sessions", "engaged_sessions", "page_views",
         "product_view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions", "purchases",
         "purchase_revenue"),
    ),
    "campaign_day": (
        ("day", "campaign", "spend"),
        ("platform", "marketing_channel", "impressions", "clicks", "conversions", "conversion_value"),
    ),
    "stock_day": (("sku",), ("day", "title", "location", "on_hand", "available", "incoming")),
}  # fmt: skip


class CsvMapping(Part):
    """How the columns of a plain CSV become facts (docs/importing.md).

    `columns` maps our names to the file's header, or to several where it varies; `constants` are for what the
    file does not say (`sales_channel`, `platform`, `currency` …). `decimal_mark` and `day_first` decide what
    cells such as 1.234 and 01/02/2025 leave open; `date_format` is strptime's.
    """

    source: str = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="The name of the source: `sources:` and `/shelftalk status` call it so.",
        examples=["wholesale"],
    )
    fact: Literal["orders_day", "sales_day", "traffic_day", "campaign_day", "stock_day"] = Field(
        description="What a row is.", examples=["orders_day"]
    )
    columns: dict[str, str | tuple[str, ...]] = Field(
        description="Our name for each column, then the file's header, or several where it varies.",
        examples=[{"day": ["Date", "Order date"], "orders": "Orders", "gross_sales": "Gross"}],
    )
    constants: dict[str, str] = Field(
        default={},
        description="What the file does not say.",
        examples=[{"sales_channel": "Wholesale", "currency": "GBP"}],
    )
    date_format: str | None = Field(
        default=None, description="strptime's, where nothing else fits.", examples=["%d %b %y"]
    )
    decimal_mark: Literal[".", ","] = Field(
        default=".", description="Decides what `1.234` means.", examples=[","]
    )
    day_first: bool = Field(
        default=False, description="Whether `01/02/2025` is the first of February.", examples=[True]
    )

    @field_validator("columns", "constants")
    @classmethod
    def _known_names(cls, value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        if (fact := info.data.get("fact")) is None:
            return value
        needed, optional = MAPPED_COLUMNS[fact]
        known = (*needed, *optional, *(("currency",) if info.field_name == "constants" else ()))
        for name in value:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"write one of {', '.join(known)}"
                raise ValueError(f"{fact} has no `{name}`; {hint}")
        lacking = [name for name in needed if name not in value]
        if lacking and info.field_name == "columns":
            raise ValueError(f"{fact} needs a column for `{lacking[0]}`")
        return value


class Morning(Part):
    """When the morning digest goes out, in the shop's zone."""

    at: str = Field(
        default="08:00",
        pattern=HOUR,
        description="The hour, in quotes.",
        examples=["07:30"],
    )
    days: tuple[Day, ...] = Field(
        default=WORKING_DAYS,
        min_length=1,
        description="The days.",
        examples=[["mon", "wed", "fri"]],
    )


#: The commands that there are, all of which are slash commands unless a shop wants fewer.
EVERY_COMMAND = (
    "kpi",
    "why",
    "product",
    "campaign",
    "funnel",
    "target",
    "define",
    "promo",
    "note",
    "alert",
    "digest",
    "approvals",
    "shelftalk",
)


class Alerts(Part):
    """When alerts may speak that are not urgent, in the shop's zone, and how many of them."""

    start: str = Field(
        default="08:00",
        pattern=HOUR,
        description="The hour from which they are told, in quotes.",
        examples=["07:30"],
    )
    end: str = Field(
        default="18:00",
        pattern=HOUR,
        description="The hour from which they wait until the next day.",
        examples=["20:00"],
    )
    days: tuple[Day, ...] = Field(
        default=WORKING_DAYS,
        min_length=1,
        description="The days; what begins on others is told on the next.",
        examples=[["mon", "tue", "wed", "thu", "fri", "sat"]],
    )
    a_day: int = Field(
        default=3,
        ge=1,
        le=50,
        description="How many new ones a place gets a day, those worth most; the rest share one line.",
        examples=[5],
    )
    worth: float = Field(
        default=100,
        ge=0,
        description="By how much money (in whole units) something unusual must be off to be told.",
        examples=[500],
    )


class Connector(Part):
    """What puts approved content live: a place of yours that takes a JSON document by HTTP POST."""

    url: str = Field(
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])\S+$",
        description="Where it is posted to: https, or this machine.",
        examples=["https://hooks.example.com/publish"],
    )
    idempotent: bool = Field(
        default=False,
        description="Whether it knows an `Idempotency-Key` that it has seen, so that nothing goes live twice: then an attempt"
        " of which nobody knows how it ended is repeated, rather than shown to a person.",
        examples=[True],
    )


#: The days of the calendar that may be a shop's busiest.
Peak = Literal[
    "Black Friday",
    "Cyber Monday",
    "Thanksgiving",
    "Singles Day",
    "Halloween",
    "Valentine's Day",
    "Christmas Eve",
    "Boxing Day",
    "New Year's Day",
]


class Shop(Part):
    """The whole file."""

    name: str = Field(
        default="Your shop",
        description="What the shop is called: App Home says it.",
        examples=["Harbour & Pine"],
    )
    currency: str | None = Field(
        default=None,
        description="ISO 4217 code of every amount; without it, the currency of the first file that names one.",
        examples=["GBP"],
    )
    time_zone: str = Field(
        default="Europe/London",
        description="IANA zone: in it days begin, digests go out and moments are written.",
        examples=["Europe/Paris"],
    )
    week_start: Weekday = Field(
        default="monday", description="The day a week begins on.", examples=["sunday"]
    )
    locale: str = Field(
        default="en_GB", description="How amounts, numbers and days are written.", examples=["en_US"]
    )
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")], ...] | None = Field(
        default=None,
        description="Whose public holidays and sales seasons comparisons mind: ISO codes, of a part such as `GB-SCT` where"
        " it differs. Unset, the country of `locale`; `[]` for none.",
        examples=[["GB", "IE"]],
    )
    retail_year: bool = Field(
        default=False,
        description="Whether the shop goes by the retail 4-5-4 calendar: weeks begin on Sunday, whatever `week_start` says;"
        " months, quarters and years are of whole weeks, and are compared with those 52 weeks before.",
        examples=[True],
    )
    people: tuple[Person, ...] = Field(
        default=(), description="Who has which role. Every other member of the workspace is a viewer."
    )
    groups: dict[Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")], Role] = Field(
        default={},
        description="Roles by Slack user group id, for everybody whom neither `people` nor an admin gives one. The app"
        " then asks for one permission more, `usergroups:read`.",
        examples=[{"S01DIRECTORS": "director"}],
    )
    channels: Channels = Field(default=Channels(), description="Where the bot speaks, by Slack channel id.")
    commands: tuple[str, ...] = Field(
        default=EVERY_COMMAND,
        description="Which short names are slash commands; what is left out still works as `/shelftalk kpi …`.",
        examples=[["kpi", "digest", "shelftalk"]],
    )
    unasked_a_day: int = Field(
        default=8,
        ge=0,
        description="How many digests, alerts and approvals a person gets in their own messages in a day; what is beyond"
        " joins the next digest. Anyone may want another number: `/shelftalk unasked 5`.",
        examples=[5],
    )
    connectors: dict[str, Connector] = Field(
        default={},
        description="What puts approved content live, by the names that routes call them; without one somebody marks it as"
        " live by hand.",
    )
    linked_files: bool = Field(
        default=False,
        description="Whether files of the workspace that a request links to are read, so that nothing else goes live than was"
        " approved. The app then asks for one permission more, `files:read`.",
        examples=[True],
    )
    thread_words: bool = Field(
        default=False,
        description="Whether what is written beneath the card of an approval is kept as a comment, and a short yes is offered"
        " as a button. The app then asks for two permissions more, `channels:history` and `groups:history`.",
        examples=[True],
    )
    sources: dict[str, Source] = Field(
        default={}, description="What is known of each source, by its name (above)."
    )
    sessions_from: str | None = Field(
        default=None,
        description="The one source that sessions are counted by, where several deliver them.",
        examples=["ga4"],
    )
    segments: dict[str, OrderRule] = Field(
        default={},
        description="Which orders are B2B, B2C or another segment: the first rule that matches; what none matches is"
        " *unassigned*.",
    )
    sales_channels: dict[str, OrderRule] = Field(
        default={},
        description="Which orders belong to another sales channel than their source's: the first rule that matches.",
    )
    not_products: tuple[str, ...] = Field(
        default=(),
        description="SKUs or titles that count in net sales and never in rankings.",
        examples=[["POST", "Gift card"]],
    )
    gap_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="After how many days without rows a source's figures are missing rather than zero.",
        examples=[7],
    )
    restated: float = Field(
        default=0.02,
        gt=0,
        le=1,
        description="By what share a figure must have moved since it was first shown for its readers to be told, once.",
        examples=[0.05],
    )
    sensitivity: dict[str, Literal["public", "team", "restricted"]] = Field(
        default={},
        description="Who may see a figure, where that is other than [its definition](metrics.md) says: `public` for all who"
        " read a place, visitors among them, `team` for members of the workspace, `restricted` for directors. A ratio is as"
        " strict as its strictest part, unless it is named itself.",
        examples=[{"net_sales": "restricted", "stock_out_rate": "public"}],
    )
    tax_included: bool = Field(
        default=False,
        description="Whether the prices in the exports include tax, which is then taken out.",
        examples=[True],
    )
    mappings: dict[str, CsvMapping] = Field(
        default={},
        description="How to read [any other CSV](importing.md#any-other-csv); the names are yours.",
    )
    morning: Morning = Field(
        default=Morning(), description="When the morning digest goes out, in the shop's zone."
    )
    peaks: tuple[Peak, ...] = Field(
        default=("Black Friday", "Cyber Monday"),
        description="The days of the calendar that are told hour by hour, in one message that changes; promotions of the kind"
        " *Peak days* are as well. `[]` for none of the calendar's.",
        examples=[["Black Friday", "Cyber Monday", "Boxing Day"]],
    )
    alerts: Alerts = Field(
        default=Alerts(), description="When alerts may speak that are not urgent, and how many of them."
    )
    approvals: Rulebook | None = Field(
        default=None,
        description="Who must say yes to which content; unset, any director decides about everything.",
    )

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        if value is not None and value not in list_currencies():
            raise ValueError("write an ISO 4217 code such as GBP, EUR or USD")
        return value

    @field_validator("locale")
    @classmethod
    def _known_locale(cls, value: str) -> str:
        try:
            Locale.parse(value)
        except (UnknownLocaleError, ValueError) as problem:
            raise ValueError("write a language and a country such as en_GB, en_US or de_DE") from problem
        return value

    @field_validator("countries")
    @classmethod
    def _known_countries(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        known = Locale("en").territories
        for country in value or ():
            if country.partition("-")[0] not in known:
                raise ValueError(f"{country} is no ISO 3166 code such as GB, DE or US")
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            near = difflib.get_close_matches(value, available_timezones(), n=1)
            raise ValueError(f"write an IANA zone such as {near[0] if near else 'Europe/London'}")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def calendar(self) -> str:
        """What days are told by: the first weekday of a week, or `retail` for weeks, months and years of 4-5-4."""
        return "retail" if self.retail_year else self.week_start

    def person(self, user: str) -> Person | None:
        """The person with this Slack id, if the file names them."""
        return next((person for person in self.people if person.id == user), None)


class BadShop(Exception):
    """The settings file cannot be used; the message names each line, what is wrong and the fix."""


def load(path: Path) -> Shop:
    """Read a shop.yaml; raises BadShop."""
    text = path.read_text(encoding="utf-8")
    try:
        tree = yaml.compose(text)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise BadShop(
            f"{path.name}, {line}this is not valid YAML: {getattr(error, 'problem', error)}."
        ) from error
    if content is not None and not isinstance(content, Mapping):
        raise BadShop(f"{path.name}, line 1: write settings as `name: value`, one a line.")
    try:
        return Shop.model_validate(content or {})
    except ValidationError as error:
        lines = [_explain(path.name, tree, dict(problem)) for problem in error.errors()]
        raise BadShop("\n".join(lines)) from error


def pointed(path: Path, loc: tuple[str | int, ...]) -> str:
    """Where a setting stands, as `load` says it: `shop.yaml, line 4: `people.0.role``."""
    where = ".".join(str(step) for step in loc)
    return f"{path.name}, line {_line(yaml.compose(path.read_text(encoding='utf-8')), loc)}: `{where}`"


def _explain(name: str, tree: yaml.Node | None, problem: dict[str, Any]) -> str:
    where = ".".join(str(step) for step in problem["loc"])
    said = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        key = str(problem["loc"][-1])
        near = difflib.get_close_matches(key, _known_keys(problem["loc"]), n=1)
        said = f"there is no such setting{f'; did you mean `{near[0]}`?' if near else '; remove it'}"
    stop = "" if said.endswith("?") else "."
    return f"{name}, line {_line(tree, problem['loc'])}: `{where}`: {said}{stop}"


def _known_keys(loc: tuple[str | int, ...]) -> list[str]:
    """What may stand where an unknown key does."""
    kind: Any = Shop
    for step in loc[:-1]:
        kind = _within(kind, str(step))
        if get_origin(kind) in (Union, UnionType):
            kind = next(filter(_is_part, get_args(kind)), kind)
    return list(_named(kind)) if _is_part(kind) else []


def _within(kind: Any, step: str) -> Any:
    """The type of what stands at a step of a setting: under a key, or in a list or a mapping."""
    if _is_part(kind):
        known = _named(kind)
        return known[step].annotation if step in known else kind
    inside = get_args(kind) or (kind,)
    return inside[-1] if get_origin(kind) is dict else inside[0]


def _named(part: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in part.model_fields.items()}


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _line(node: yaml.Node | None, loc: tuple[str | int, ...]) -> int:
    """The line (from 1) of the deepest node that `loc` reaches; a key's own line where the key is wrong."""
    line = 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, node = key.start_mark.line + 1, value
                    break
            else:
                return line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            return line
    return line
