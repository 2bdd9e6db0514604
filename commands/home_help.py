"""Help on App Home: what each role may do, commands that suit it, and the way to a role for those who have none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from markupsafe import Markup

from commands.context import Ask, Click, Context, Person, Reply, Surface
from storage import asked_roles
from storage import people as standings
from templates import render
from templates.escaping import mention

#: Words that suit a role; each is a button that runs them.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "director": (
        "/kpi net sales this month vs ly",
        "/why net sales last week",
        "/target",
        "/kpi gross margin by product line last week",
        "/approvals waiting",
    ),
    "manager": (
        "/campaign list by spend",
        "/product movers last week",
        "/why net sales last week",
        "/kpi spend by platform last 4 weeks",
        "/approvals new",
    ),
    "analyst": (
        "/kpi net sales by day last 14 days",
        "/funnel last week",
        "/why conversion rate last week",
        "/alert list",
        "/shelftalk status",
    ),
    "viewer": (
        "/kpi net sales last week",
        "/product top 5 last week",
        "/why net sales last week",
        "/digest subscribe me",
    ),
}

MAY: Mapping[str, str] = {
    "director": "You see every figure, cost and margin included, and decide approvals.",
    "manager": "You see every figure but cost and margin, ask for approvals, and set up digests and alerts.",
    "analyst": "You see every figure but cost and margin, and set up digests and alerts.",
    "viewer": "You see every figure but cost and margin, and may have digests and alerts in your own messages."
    " Setting them up for a channel takes a role.",
}

#: Somebody who has asked for a role may ask again after this time.
ASK_AGAIN = timedelta(days=7)
ASK = "home.ask"


def examples_for(person: Person) -> list[tuple[str, str, str]]:
    """The commands that suit a person, as buttons."""
    return [(words, "home.run", words) for words in EXAMPLES[person.role]]


def may_do(person: Person) -> str:
    """What a person's role allows, in a sentence."""
    return MAY[person.role]


def run(click: Click, context: Context) -> Reply:
    """A button that runs a command; its answer is for the one who pressed it, as in their own messages."""
    from commands.routes import route

    command, words = route(click.value)
    ask = Ask(text=words, person=click.person, channel=click.channel, surface=Surface.DIRECT)
    return click.answered(command.answer(ask, context))


# --- a role for those who have none ------------------------------------------------------------------


def asked_on(user: str, context: Context) -> datetime | None:
    """When somebody asked for a role, where that is so lately that asking again would only press."""
    with context.store.read() as db:
        at = asked_roles.asked_at(db, user)
    return at if at and at >= context.now - ASK_AGAIN else None


def ask_admin(click: Click, context: Context) -> Reply:
    """**Ask an admin**: one message to the admin, with the form that gives a role; asked again, none."""
    admin = next((one.id for one in context.shop.people if one.admin), None)
    if admin is None:
        return render(
            "refused.j2",
            message="No admin is named in shop.yaml.",
            way_out="Ask whoever has installed me.",
            style=context.style,
        )
    person, now = click.person, context.now
    with context.store.write() as db:
        outsider = person.id in standings.outsiders(db)
        if not asked_roles.ask(db, person.id, since=now - ASK_AGAIN, now=now):
            return _said(Markup("You have asked {} already.").format(mention(admin)), context)
        text = Markup(_FROM_VISITOR if outsider else _FROM_MEMBER).format(mention(person.id), person.role)
        buttons = [] if outsider else [("Give a role", "people.change", person.id, "primary")]
        message = render("note.j2", text=text, buttons=buttons, style=context.style)
        context.outbox.add_once(db, f"asks-role/{person.id}/{now.isoformat()}", admin, message, now=now)
    return _said(Markup("I have asked {}; your Home will show it.").format(mention(admin)), context)


_FROM_MEMBER = (
    "{} asks for a role in Shelftalk. So far they are a {}: `/shelftalk people` says what each role may do."
)
_FROM_VISITOR = (
    "{} opened Shelftalk and asks for access. Guests and people of other workspaces cannot have a role:"
    " make them a member of this workspace, or share an answer in a channel they read."
)


def _said(text: Markup, context: Context) -> Reply:
    return render("note.j2", text=text, style=context.style)
