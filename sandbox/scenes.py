"""The scenes of the demo: which moment of the shop's story one steps into, as whom, and what stands ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from sandbox.demo_story import friday_of, mended_at
from shop import Channels, Shop

DAY = timedelta(days=1)


#: The conversation with the app, wherever a channel is named.
APP = "app"


class Does(StrEnum):
    """What happens with a step that nobody does in Slack."""

    NOTHING = ""
    IMPORT = "the shop's exports arrive"
    INVITE = "the bot is invited to its channel"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one does next in a scene: words stand ready, for somebody, somewhere; or time passes until `at`."""

    label: str
    words: str = ""
    person: str = ""  # whoever the page is seen as, else
    channel: str = "ecom"
    at: Callable[[date], datetime] | None = None
    does: Does = Does.NOTHING


def _as_it_is(shop: Shop) -> Shop:
    return shop


#: What a manager has asked a yes for when a scene opens.
BANNER: Mapping[str, str] = MappingProxyType(
    {
        "kind": "homepage_banner",
        "title": "Black Friday banner: 25 % off outerwear",
        "text": "Warm coats, cold prices. 25 % off all outerwear until Monday.\nEnds Mon 23:59. While stocks last.",
        "link": "https://example.com/assets/black-friday-banner.png",
        "about": "Aran Coat - M (AC-M)",
        "where": "Homepage hero and app",
    }
)
AFTER_CHRISTMAS = MappingProxyType(
    {
        **BANNER,
        "title": "Boxing Day banner: coats in sizes that are left",
        "text": "The last of the season's coats.\nWhile stocks last.",
        "link": "https://example.com/assets/boxing-day-banner.png",
    }
)
#: Due at noon: a discount so large that two people are asked about it, each for their part.
MAIL = MappingProxyType(
    {
        "kind": "promo_email",
        "title": "Last hours: 45 % off knitwear",
        "text": "The last jumpers of the season, the lowest price ever.\nUntil midnight, while stocks last.",
        "link": "https://example.com/mails/last-hours.html",
        "discount": "45",
        "terms": "While stocks last. Not with other offers.",
        "line": "Knitwear",
        "where": "Email, all subscribers",
    }
)
#: Not as urgent, and of a kind that may be answered together.
DESCRIPTIONS = tuple(
    MappingProxyType({"kind": "product_copy", "title": title, "text": text, "where": "Product page"})
    for title, text in (
        ("Aran Coat: new description", "Knitted in Donegal from undyed wool.\nWarm in any wind."),
        ("Harbour Scarf: new description", "Two metres of lambswool, woven in Fife."),
        ("Pine Beanie: care label", "Wash at 30 °C. Dry flat. Do not iron."),
    )
)
#: Who says yes to what in that scene.
POLICY = {
    "version": 1,
    "roles": {
        "marketing": {"users": ["U0AIKO"]},
        "offers": {"users": ["U0DANA"]},
        "directors": {"users": ["U0DANA", "U0AIKO"]},
    },
    "routes": [
        {
            "name": "Big discounts",
            "when": {"kind": "promo_email", "discount": {"gte": 40}},
            "stages": [
                {"name": "Words", "who": "marketing", "owns": ["copy", "art"]},
                {"name": "Offer", "who": "offers", "owns": ["copy", "claim", "art", "place"]},
            ],
        },
        {
            "name": "Product copy",
            "when": {"kind": "product_copy"},
            "stages": [{"name": "Director", "who": "directors"}],
            "bulk": True,
        },
        {"when": {"any": True}, "stages": [{"name": "Director", "who": "directors"}]},
    ],
    "break_glass": {
        "who": ["U0DANA"],
        "require_reason": True,
        "notify": ["C0CAMPAIGNS"],
        "review_within": "8wh",
    },
}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One moment to step into. `at` finds it from the story's Monday; facts reach a quarter of an hour before it.

    An `empty` scene has no facts at all, and the bot was invited nowhere. `steps` lead through the story to its end;
    `shop` is what shop.yaml says in it, `content` what waits for a yes, `beside` what waits too, until a day later.
    """

    name: str
    title: str
    about: str
    at: Callable[[date], datetime]
    person: str
    channel: str
    words: str
    steps: tuple[Step, ...] = ()
    empty: bool = False
    goes_live_in: timedelta = timedelta(days=3, hours=9, minutes=59)  # what waits for a yes
    asked_before: timedelta = timedelta(hours=15)  # when somebody sent it, before the scene
    content: Mapping[str, str] = field(default_factory=lambda: BANNER)
    beside: tuple[Mapping[str, str], ...] = ()
    shop: Callable[[Shop], Shop] = _as_it_is


def monday_of(day: date) -> date:
    """The story's Monday: the latest one that is not after `day`."""
    return day - day.weekday() * DAY


def _at(hour: int, minute: int = 0) -> Callable[[date], datetime]:
    return lambda monday: datetime.combine(monday, time(hour, minute))


def _days_before(days: int, hour: int, minute: int) -> Callable[[date], datetime]:
    return lambda monday: datetime.combine(monday - days * DAY, time(hour, minute))


def _black_friday(monday: date) -> datetime:
    return datetime.combine(friday_of(monday), time(11, 0))


def _noon(monday: date) -> datetime:
    return datetime.combine(friday_of(monday), time(12, 0))


def _month_end(monday: date) -> datetime:
    """The first of the month after the story's Black Friday: the month with most to compare fairly."""
    return datetime.combine(date(friday_of(monday).year, 12, 1), time(8, 1))


def _mended(monday: date) -> datetime:
    return mended_at(monday) + timedelta(minutes=20)


def _december(day: int, hour: int, minute: int = 0) -> Callable[[date], datetime]:
    """A moment of last year's December."""
    return lambda monday: datetime.combine(date(monday.year - 1, 12, day), time(hour, minute))


def _just_installed(shop: Shop) -> Shop:
    """Settings that name nobody but whoever installs the bot, and no channel."""
    return shop.model_copy(update={"people": shop.people[:1], "channels": Channels()})


def _aiko_stands_in(shop: Shop) -> Shop:
    """A second director, to whom the first can hand over."""
    people = [
        one.model_copy(update={"role": "director"}) if one.name == "Aiko" else one for one in shop.people
    ]
    return shop.model_copy(update={"people": people})


def _held_to_a_policy(shop: Shop) -> Shop:
    """Two directors, and a policy that needs a yes of each to a large discount."""
    said = {"name": shop.name, "currency": shop.currency, "time_zone": shop.time_zone, "approvals": POLICY}
    return _aiko_stands_in(shop).model_copy(update={"approvals": Shop.model_validate(said).approvals})


MONDAY = (
    Step(label="Read the alert: press Why, under ⋯, then I'm on it"),
    Step(label="Ask why yesterday moved", words="/why net sales yesterday"),
    Step(label="Read your own digest, of Friday to Sunday, and decide what waits for you", channel=APP),
    Step(label="See how November stands against its target", words="/target net sales November"),
    Step(label="Look on Tuesday: the alert has closed itself", at=_days_before(-1, 9, 0)),
)
LAUNCH = (
    Step(
        label="Press Follow, under ⋯ on its card; then read its first day",
        channel=APP,
        at=_days_before(6, 9, 0),
    ),
    Step(label="Read its first three days", channel=APP, at=_days_before(4, 9, 0)),
    Step(label="Read its first week", channel=APP, at=_at(9, 0)),
    Step(label="See it beside the others", words="/campaign list by roas", channel="campaigns"),
)
NEWCOMER = (
    Step(label="Let the shop's exports arrive, and ask", words="/kpi net sales last week", does=Does.IMPORT),
    Step(label="Give Marcus a role", words="/shelftalk people"),
    Step(label="Invite the bot to #ecom", channel=APP, does=Does.INVITE),
    Step(label="Set up a first digest", words="/digest subscribe here at 08:30"),
    Step(label="See Home as Aiko does, who has no role", person="aiko", channel=APP),
    Step(label="Read the first digest, on Tuesday", at=_days_before(-1, 8, 31)),
)
HOLIDAY = (
    Step(label="Press Hand over to Aiko; then read what she was told", person="aiko", channel=APP),
    Step(label="On Boxing Day the digest waits for you", channel=APP, at=_december(26, 9)),
    Step(label="Back on the 29th: one message of what there was", channel=APP, at=_december(29, 8, 1)),
)
BLACK_FRIDAY = (
    Step(label="Ask why today differs from last Black Friday", words="/why net sales today"),
    Step(label="See what the rest of the month must bring", words="/target net sales November"),
    Step(label="Look an hour later, at noon", words="/kpi net sales today", at=_noon),
)
APPROVAL = (
    Step(
        label="As Aiko, say yes to the words: Approve, on the card; Undo takes it back",
        person="aiko",
        channel=APP,
    ),
    Step(label="As Dana, say yes to the offer, or change a word: ⋯, Approve with an edit…", channel=APP),
    Step(
        label="As Marcus, read what was said; accept an edit, and Aiko is asked again",
        person="marcus",
        channel=APP,
    ),
    Step(
        label="At noon, put it live, then press Mark as live",
        person="marcus",
        channel=APP,
        at=_days_before(0, 12, 1),
    ),
    Step(label="Read everything that happened to it", person="marcus", words="/approvals show 1"),
)
BAD_DATA = (
    Step(label="Read what Aiko was told, and say until when it is known", person="aiko", channel=APP),
    Step(label="Ask for a figure that is built on it", person="dana", words="/funnel yesterday"),
    Step(label="Wait for the mended export, until 14:20", person="aiko", channel=APP, at=_mended),
    Step(
        label="Ask again",
        person="dana",
        words="/kpi purchase revenue, purchases, purchase sessions yesterday",
    ),
    Step(label="Read the next morning's digest", person="dana", at=_days_before(10, 8, 1)),
)
MONTH_END = (
    Step(label="See how the month landed against its target", words="/target net sales last month"),
    Step(label="Ask why it moved", words="/why net sales last month vs ly"),
    Step(
        label="Ask for margin in a channel where not everybody may see it",
        words="/kpi gross margin last month vs ly",
    ),
)

SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene(name="monday", title="Monday, 08:01", person="dana", channel="ecom", words="/kpi net sales yesterday",
              about="The morning digest is here, and one approval waits for you.", at=_at(8, 1), steps=MONDAY),
        Scene(name="launch", title="Campaign launch", person="marcus", channel="campaigns", words="/campaign BF-Early",
              about="The teaser for Black Friday went live at the weekend.", at=_days_before(7, 9, 30), steps=LAUNCH),
        Scene(name="approval", title="Approval due in an hour", person="dana", channel="ecom", words="/approvals waiting",
              about="A mail goes out at noon, and neither of two directors has said yes. Three descriptions wait, too.",
              at=_at(11, 0), steps=APPROVAL, shop=_held_to_a_policy, content=MAIL, beside=DESCRIPTIONS,
              goes_live_in=timedelta(hours=1), asked_before=timedelta(minutes=20)),  # no reminder falls at its opening
        Scene(name="black-friday", title="Black Friday, 11:00", person="dana", channel="ecom",
              words="/kpi net sales today", about="The busiest morning of the year, half gone.", at=_black_friday,
              steps=BLACK_FRIDAY),
        Scene(name="bad-data", title="A bad data day", person="aiko", channel="ecom",
              words="/kpi purchase revenue, purchases, purchase sessions yesterday",
              about="The web tag lost yesterday's revenue.", at=_days_before(11, 8, 1), steps=BAD_DATA),
        Scene(name="month-end", title="Month end", person="dana", channel="ecom",
              words="/kpi net sales by product line last month vs ly", about="November is over: the first of December, 08:01.",
              at=_month_end, steps=MONTH_END),
        Scene(name="newcomer", title="A newcomer", person="dana", channel="ecom", words="/kpi", empty=True,
              about="The bot was installed a minute ago and has no data.", at=_at(9, 0), steps=NEWCOMER,
              shop=_just_installed),
        Scene(name="holiday", title="A holiday", person="dana", channel="ecom", words="/shelftalk away until 29 Dec",
              about="The afternoon before a week off, with one approval waiting.", at=_december(23, 16), steps=HOLIDAY,
              shop=_aiko_stands_in, content=AFTER_CHRISTMAS, goes_live_in=timedelta(days=2, hours=18)),
    )
}  # fmt: skip

#: The demo shop's settings file.
SHOP_YAML = """\
name: Harbour & Pine
currency: GBP
time_zone: Europe/London
sessions_from: ga4
people:
  - {id: U0DANA, name: Dana, role: director, admin: true}
  - {id: U0MARCUS, name: Marcus, role: manager}
  - {id: U0AIKO, name: Aiko, role: analyst}
channels:
  digest: C0ECOM
  approvals: C0CAMPAIGNS
segments:
  B2B: {tags: [wholesale]}
  B2C: {sources: [web]}
sales_channels:
  Wholesale: {tags: [wholesale]}
sources:
  shopify_orders: {lag: 2h, owner: U0MARCUS, how: "Shopify admin, Orders, Export"}
  ga4: {lag: 24h, owner: U0AIKO, how: "GA4, Explore, Sessions by channel, Export"}
  google_ads: {lag: 24h, owner: U0MARCUS, how: "Google Ads, Campaigns, Download, .csv for Excel"}
  meta_ads: {lag: 24h, owner: U0MARCUS, how: "Ads Manager, Campaigns, Breakdown by day, Export"}
  amazon: {lag: 24h, owner: U0MARCUS, how: "Seller Central, Business Reports, Download"}
morning: {at: "08:00", days: [mon, tue, wed, thu, fri, sat, sun]}
"""
