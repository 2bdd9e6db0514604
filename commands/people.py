"""`/shelftalk people`: who may see and decide what; admins change it without a restart."""

from __future__ import annotations

from markupsafe import Markup

from commands.context import Ask, Click, Context, Errors, Person, Reply
from shop import Shop
from storage import Store, channel_classes, people
from templates import Message, render, render_modal
from templates.escaping import mention

#: What each role allows, in the words of the form that gives it.
ROLES = {
    "director": "Director: all figures, cost and margin included; decides approvals",
    "manager": "Manager: all figures but cost and margin; asks for approvals",
    "analyst": "Analyst: all figures but cost and margin",
    "viewer": "Viewer: all figures but cost and margin",
}


def who(context: Context, user: str) -> Person:
    """The person with a Slack id: as an admin has said, else as `shop.yaml` says, else by user group, else a viewer."""
    context.groups.refresh(context.now)
    named = context.shop.person(user)
    with context.store.read() as db:
        given = people.role_of(db, user) or (named.role if named else people.role_by_group(db, user))
    return Person(
        id=user,
        name=named.name if named else user,
        role=given or "viewer",
        admin=bool(named and named.admin),
    )


def roster(store: Store, shop: Shop) -> dict[str, people.Role]:
    """Everybody's role at this moment, by user id."""
    with store.read() as db:
        return people.roster(db, {person.id: person.role for person in shop.people})


def directors(context: Context) -> list[str]:
    """Everyone who may decide about what others wrote, at this moment."""
    named = {person.id: person.role for person in context.shop.people}
    with context.store.read() as db:
        roster, shut_out = people.roster(db, named), people.outsiders(db) - set(named)
    return [user for user, role in roster.items() if role == "director" and user not in shut_out]


def show(ask: Ask, context: Context) -> Message:
    """Everybody who has a role, and for admins the way to change one."""
    buttons = [("Change a role", "people.change", "")] if ask.person.admin else []
    return render(
        "people.j2",
        people=[who(context, user) for user in roster(context.store, context.shop)],
        buttons=buttons,
        style=context.style,
    )


def change(click: Click, context: Context) -> Reply:
    """Open the form that gives somebody a role."""
    if not click.person.admin:
        return _admins_only(context)
    roles = [(role.capitalize(), role, allows.partition(": ")[2]) for role, allows in ROLES.items()]
    return render_modal(
        "modal/person_role.j2",
        roles=roles,
        person=click.value,
        role="",
        callback="people.change",
        metadata={"channel": click.channel},
        style=context.style,
    )


def changed(click: Click, context: Context) -> Reply:
    """Give the role, if an admin says so at this moment."""
    if not click.person.admin:
        return _admins_only(context)
    user, role = click.fields.get("person"), click.fields.get("role")
    if not user:
        return Errors({"person": "Choose who."})
    if role not in ROLES:
        return Errors({"role": "Choose a role."})
    with context.store.write() as db:
        if user in people.outsiders(db):
            return Errors({"person": "Guests and people of other workspaces cannot have a role."})
        people.set_role(db, user, role, by=click.person.id, at=context.now)
        channel_classes.forget(db)
    context.desk.people_changed(context.now)
    return render(
        "note.j2",
        text=Markup("Done: {} is {} {} from now on.").format(
            mention(user), "an" if role == "analyst" else "a", role
        ),
    )


def _admins_only(context: Context) -> Message:
    admins = [person for person in context.shop.people if person.admin]
    known = Markup(" or ").join(mention(person.id) for person in admins) or "an admin named in shop.yaml"
    return render(
        "refused.j2",
        message="Only an admin can change roles.",
        way_out=Markup("Ask {}.").format(known),
        style=context.style,
    )
