"""The scenes of the demo: which moment of the shop's story one steps into, as whom, and what stands ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sandbox.demo_shop import black_friday

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One moment to step into. `at` finds it from the story's Monday; facts reach a quarter of an hour before it.

    `digest` scenes open just before the morning digest goes out; an `empty` scene has no facts at all.
    """

    name: str
    title: str
    about: str
    at: Callable[[date], datetime]
    person: str
    channel: str
    words: str
    empty: bool = False
    goes_live_in: timedelta = timedelta(days=3, hours=9, minutes=59)  # what waits for a yes


def monday_of(day: date) -> date:
    """The story's Monday: the latest one that is not after `day`."""
    return day - day.weekday() * DAY


def _at(hour: int, minute: int = 0) -> Callable[[date], datetime]:
    return lambda monday: datetime.combine(monday, time(hour, minute))


def _days_before(days: int, hour: int, minute: int) -> Callable[[date], datetime]:
    return lambda monday: datetime.combine(monday - days * DAY, time(hour, minute))


def _black_friday(monday: date) -> datetime:
    """The one of this week or the next weeks; else last year's, which the shop has seen."""
    friday = black_friday(monday.year)
    friday = friday if friday >= monday else black_friday(monday.year)
    if (friday - monday).days > 31:
        friday = black_friday(monday.year - 1)
    return datetime.combine(friday, time(11, 0))


def _month_end(monday: date) -> datetime:
    return datetime.combine(monday.replace(day=1), time(8, 1))


def _boxing_day(monday: date) -> datetime:
    return datetime.combine(date(monday.year - 1, 12, 26), time(8, 1))


SCENES: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene(name="monday", title="Monday, 08:01", person="dana", channel="ecom", words="/kpi net sales yesterday",
              about="The morning digest is here, and one approval waits for you.", at=_at(8, 1)),
        Scene(name="launch", title="Campaign launch", person="marcus", channel="campaigns", words="/campaign BF-Early",
              about="The teaser for Black Friday went live yesterday.", at=_days_before(8, 9, 30)),
        Scene(name="approval", title="Approval due in an hour", person="dana", channel="ecom", words="/approvals waiting",
              about="A banner goes live at noon and nobody has said yes.", at=_at(11, 0), goes_live_in=timedelta(hours=1)),
        Scene(name="black-friday", title="Black Friday, 11:00", person="dana", channel="ecom",
              words="/kpi net sales today", about="The busiest morning of the year, three hours in.", at=_black_friday),
        Scene(name="bad-data", title="A bad data day", person="aiko", channel="ecom",
              words="/kpi purchase revenue, purchases, purchase sessions yesterday",
              about="The web tag lost yesterday's revenue.", at=_days_before(11, 8, 1)),
        Scene(name="month-end", title="Month end", person="dana", channel="ecom",
              words="/kpi net sales by product line last month vs ly", about="The first of the month, 08:01.", at=_month_end),
        Scene(name="newcomer", title="A newcomer", person="marcus", channel="ecom", words="/kpi", empty=True,
              about="The bot was installed a minute ago and has no data.", at=_at(9, 0)),
        Scene(name="holiday", title="A holiday", person="dana", channel="ecom", words="/kpi net sales yesterday vs ly",
              about="The morning after Christmas Day.", at=_boxing_day),
    )
}  # fmt: skip

#: What a manager has asked a yes for when a scene opens.
BANNER = {
    "kind": "homepage_banner",
    "title": "Black Friday banner: 25 % off outerwear",
    "text": "Warm coats, cold prices. 25 % off all outerwear until Monday.\nEnds Mon 23:59. While stocks last.",
    "link": "https://example.com/assets/black-friday-banner.png",
    "about": "Aran Coat - M (AC-M)",
    "where": "Homepage hero and app",
}

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
