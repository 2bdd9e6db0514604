"""A policy as a large shop might have it, and people, files and mistakes to try it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from approvals.content import Content
from approvals.policy.in_force import Policy
from approvals.policy.lint import mistakes
from approvals.policy.mistakes import Examined
from approvals.policy.rulebook import Rulebook
from shop import BadShop, load

EXAMPLE = """\
version: 1
defaults: {self_approval: never, undo_minutes: 5, expire_after: 30d, reject: final, stale: by_field, bulk: false, min_eligible: 1}
calendars:
  emea: {tz: Europe/Berlin, days: [mon,tue,wed,thu,fri], hours: "09:00-18:00", holidays: holidays/de-by.ics}
  us:   {tz: America/New_York, days: [mon,tue,wed,thu,fri], hours: "09:00-17:30", holidays: holidays/us.ics}
freezes:
  - {name: black-friday, from: "2026-11-26 00:00", until: "2026-12-01 06:00", tz: America/New_York, kinds: [homepage_banner], exception: {role: vp_ecom, need: 1}}
roles:                      # Slack user groups or explicit ids; resolved when the stage opens and again at the click
  brand_managers: {usergroup: S0BRAND}
  directors:      {usergroup: S0DIRECT, calendar: emea}
  legal:          {users: [U0LEGAL1, U0LEGAL2], backup: [U0GC]}
  de_leads:       {users: [U0DE1, U0DE2]}
  fr_leads:       {users: [U0FR1]}
  vp_ecom:        {users: [U0VPECOM]}
fields:                     # what counts as a change, and who owns it
  copy:  [title, body, cta]
  claim: [price, discount_pct, discount_ends, legal_note]
  art:   [assets]           # compared by sha256 of the bytes, not by URL
  meta:  [internal_note]    # immaterial: never un-approves
routes:                     # first match wins; the last is a catch-all; lint rejects a route that an earlier one shadows
  - when: {kind: promo_email, discount_pct: {gte: 40}}
    stages:
      - {name: Brand,    who: brand_managers, rule: any, sla: 4wh, owns: [copy, art], checklist: [links_tested, unsubscribe_present, utm_ok]}
      - {name: Legal,    who: legal,          rule: any, sla: 8wh, owns: [claim]}
      - {name: Director, who: directors, rule: {n_of: 2}, sla: 8wh, owns: [copy, claim, art], escalate: [{at: 120%, to: backup}, {at: 200%, to: owner+channel}]}
    publish: {connector: klaviyo, window: 2h, objection: 30m}
  - when: {kind: product_copy, sku_count: {lte: 20}}
    stages: [{name: Manager, who: brand_managers, rule: any, sla: 8wh, owns: [copy, claim, art]}]
    bulk: true              # low risk: may be approved from the multi-select list
  - when: {kind: homepage_banner, markets: {any_of: [DE, FR]}}
    stages:
      - {parallel: true, name: Markets, rule: one_per_group, groups: {DE: de_leads, FR: fr_leads}, owns: [copy, art], sla: 6wh}
      - {name: Director, who: directors, rule: majority, owns: [copy, claim, art], sla: 8wh}
  - when: {any: true}
    stages: [{name: Director, who: directors, rule: any, sla: 16wh, owns: [copy, claim, art]}]
break_glass: {who: [U0VPECOM], require_reason: true, notify: ["#ecom-leads"], review_within: 8wh}
"""
#: The same without what lint finds in it: each team has somebody left when one of them is the author.
SOUND = (
    EXAMPLE.replace("users: [U0FR1]", "users: [U0FR1], backup: [U0FR2]")
    .replace("users: [U0VPECOM]", "users: [U0VPECOM, U0COO]")
    .replace("usergroup: S0DIRECT,", "usergroup: S0DIRECT, backup: [U0VPECOM],")
)
#: Who is in the user groups.
IN_GROUPS = {"brand_managers": ("U0MARCUS", "U0AIKO"), "directors": ("U0DANA", "U0ROSA", "U0LEE")}
DAYS_OFF = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//shop//days off//EN
BEGIN:VEVENT
SUMMARY:Christmas
DTSTART;VALUE=DATE:20261225
END:VEVENT
END:VCALENDAR
"""
LONDON = ZoneInfo("Europe/London")


def rulebook(text: str = EXAMPLE) -> Rulebook:
    """A policy as YAML."""
    return Rulebook.model_validate(yaml.safe_load(text))


def content(**said: str) -> Content:
    """A content that says only this."""
    return Content(
        **{"kind": "other", "title": "Black Friday", "text": "Now", "zone": "Europe/London"} | said
    )


def shop_file(folder: Path, policy: str) -> Path:
    """A shop.yaml with a policy, and the files of days off that it names."""
    (folder / "holidays").mkdir(exist_ok=True)
    for name in ("de-by", "us"):
        (folder / "holidays" / f"{name}.ics").write_text(DAYS_OFF, encoding="utf-8")
    indented = "\n".join(f"  {line}" for line in policy.splitlines())
    path = folder / "shop.yaml"
    path.write_text(f"approvals:\n{indented}\n", encoding="utf-8")
    return path


def found_in(folder: Path, policy: str, stand_ins: Mapping[str, str] | None = None) -> list[str]:
    """What is said of a policy that somebody wrote: on reading it, else on looking through it."""
    try:
        book = load(shop_file(folder, policy)).approvals
    except BadShop as problem:
        return str(problem).splitlines()
    assert book
    roles = Policy(rulebook=book).roles
    held = {name: IN_GROUPS.get(name, role.users) for name, role in roles.items()}
    seen = Examined(book=book, roles=roles, held=held, stand_ins=stand_ins or {}, folder=folder, zone=LONDON)
    return [mistake.said for mistake in mistakes(seen)]


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A mistake put into the sound policy: `old` becomes `new`; what must be said of it; or who stands in for whom."""

    name: str
    old: str = ""
    new: str = ""
    said: str
    stand_ins: tuple[tuple[str, str], ...] = ()

    def policy(self) -> str:
        """The policy with it."""
        assert self.old in SOUND, self.old
        return SOUND.replace(self.old, self.new, 1) if self.old else SOUND


LAST = "  - when: {any: true}\n    stages: [{name: Director, who: directors, rule: any, sla: 16wh, owns: [copy, claim, art]}]\n"
COPY_ROUTE = "when: {kind: product_copy, sku_count: {lte: 20}}"
PLANTED = (
    Planted(name="a route that an earlier one shadows", old=COPY_ROUTE, new="when: {kind: promo_email, discount_pct: {gt: 50}}",
            said="nothing ever comes to this route: all that fits it fits route 1"),
    Planted(name="no route for the rest", old=LAST, new="", said="the last route is not for everything"),
    Planted(name="a route that asks nobody", old="stages: [{name: Manager, who: brand_managers, rule: any, sla: 8wh, owns: [copy, claim, art]}]",
            new="stages: []", said="nobody is asked; add a stage"),
    Planted(name="a role that nobody has", old="users: [U0DE1, U0DE2]", new="users: []", said="nobody is `de_leads`"),
    Planted(name="more yeses than people", old="{n_of: 2}", new="{n_of: 5}", said="5 are to say yes, but directors are 3"),
    Planted(name="too few once the author is one of them", old="users: [U0LEGAL1, U0LEGAL2], backup: [U0GC]", new="users: [U0LEGAL1]",
            said="when one of legal is the author, nobody is left who could say yes"),
    Planted(name="a stage that owns nothing", old="sla: 8wh, owns: [claim]}", new="sla: 8wh, owns: []}",
            said="“Legal” answers for nothing"),
    Planted(name="a field that no stage owns", old="rule: majority, owns: [copy, claim, art]", new="rule: majority, owns: [copy, art]",
            said="no stage owns `claim`"),
    Planted(name="people who stand in for each other in a circle", stand_ins=(("U0A", "U0B"), ("U0B", "U0A")),
            said="U0A → U0B → U0A: they stand in for each other in a circle"),
    Planted(name="an unknown zone", old="tz: Europe/Berlin", new="tz: Europe/Munich", said="write an IANA zone such as Europe/Zurich"),
    Planted(name="a role by display name", old="users: [U0LEGAL1, U0LEGAL2]", new="users: [Dana Whitlock]",
            said="“Dana Whitlock” is no Slack user id: anyone can take a name"),
    Planted(name="an unknown role", old="who: legal", new="who: leagl", said="there is no role `leagl`; did you mean `legal`?"),
    Planted(name="an unknown kind", old="kinds: [homepage_banner]", new="kinds: [home_banner]",
            said="there is no kind of content `home_banner`; did you mean `homepage_banner`?"),
    Planted(name="an unknown field", old="owns: [copy, art], sla: 6wh", new="owns: [copy, pictures], sla: 6wh",
            said="there is no field and no group of fields `pictures`"),
    Planted(name="two stages of one name", old="name: Legal,", new="name: Brand,", said="two stages are called “Brand”"),
    Planted(name="a freeze that ends before it begins", old="2026-12-01 06:00", new="2026-11-01 06:00",
            said="“black-friday” is over before it begins"),
    Planted(name="a file of days off that is not there", old="holidays/us.ics", new="holidays/usa.ics", said="there is no file"),
    Planted(name="hours that end before they begin", old="09:00-17:30", new="18:00-09:00", said="the day would end at 09:00, before it begins at 18:00"),
    Planted(name="an escalation to a backup that nobody is", old=" backup: [U0VPECOM],", new="", said="nobody is the backup of directors"),
    Planted(name="an item of a checklist twice", old="links_tested, unsub", new="utm_ok, unsub", said="“utm_ok” stands in the checklist twice"),
    Planted(name="a checklist where several are approved at once", old="publish: {connector: klaviyo", new="bulk: true\n    publish: {connector: klaviyo",
            said="several at once cannot be approved where there is a checklist"),
    Planted(name="a calendar that there is not", old="calendar: emea}", new="calendar: apac}", said="there is no calendar `apac`"),
    Planted(name="groups without their rule", old="rule: one_per_group, ", new="", said="`rule: one_per_group` and `groups` go together"),
    Planted(name="a last stage beside nothing", old="{name: Manager,", new="{parallel: true, name: Manager,", said="no stage follows"),
)  # fmt: skip


def missed(folder: Path) -> list[str]:
    """The planted mistakes that are not found."""
    return [
        planted.name
        for planted in PLANTED
        if not any(
            planted.said in said for said in found_in(folder, planted.policy(), dict(planted.stand_ins))
        )
    ]
