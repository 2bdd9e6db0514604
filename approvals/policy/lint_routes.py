"""Mistakes in the routes of a policy: which rule fits what, who is asked, and what they answer for."""

from __future__ import annotations

from collections.abc import Iterator

from approvals.content import LABELS
from approvals.policy.mistakes import Examined, Mistake, near, twice, who_of
from approvals.policy.routing import groups_of, immaterial, owned_by, spoken
from approvals.policy.rulebook import RouteRule
from approvals.policy.shadows import shadowed

#: Groups that each stage answers for where none does by name.
EVERYBODYS = ("place", "when", "meta")


def no_catch_all(seen: Examined) -> Iterator[Mistake]:
    """Content that no route fits."""
    if seen.book.routes and not seen.book.routes[-1].when.any_content:
        said = "the last route is not for everything, so some content would have nobody to say yes; end with `when: {any: true}`"
        yield Mistake(where=("routes", len(seen.book.routes) - 1), said=said)


def shadowed_routes(seen: Examined) -> Iterator[Mistake]:
    """Routes that never come to anything."""
    for later, earlier in shadowed(seen.book.routes):
        said = (
            f"nothing ever comes to this route: all that fits it fits route {earlier + 1}"
            f" ({_name(seen.book.routes[earlier])}); put it before that one, or remove it"
        )
        yield Mistake(where=("routes", later), said=said)


def nobody_asked(seen: Examined) -> Iterator[Mistake]:
    """Routes without a stage, and stages that ask nobody."""
    for number, rule in enumerate(seen.book.routes):
        if not rule.stages:
            yield Mistake(where=("routes", number, "stages"), said="nobody is asked; add a stage")
    for where, stage in seen.stages():
        if not who_of(stage):
            yield Mistake(where=where, said=f"“{stage.name}” asks nobody; name a role in `who`")


def unknown_roles(seen: Examined) -> Iterator[Mistake]:
    """Roles that there are not, in stages and in exceptions to freezes."""
    asked = [((*where, "who"), role) for where, stage in seen.stages() for role in who_of(stage)]
    asked += [
        (("freezes", number, "exception", "role"), freeze.exception.role)
        for number, freeze in enumerate(seen.book.freezes)
        if freeze.exception
    ]
    for where, role in asked:
        if role not in seen.roles:
            yield Mistake(where=where, said=f"there is no role `{role}`; {near(role, seen.roles)}")


def groups_without_their_rule(seen: Examined) -> Iterator[Mistake]:
    """`groups` and `rule: one_per_group`, one without the other."""
    for where, stage in seen.stages():
        if bool(stage.groups) != (stage.rule == "one_per_group"):
            said = "`rule: one_per_group` and `groups` go together; write both, or `who` and another rule"
            yield Mistake(where=(*where, "rule"), said=said)
        elif stage.groups and stage.who:
            yield Mistake(where=(*where, "who"), said="`groups` says who is asked; remove `who`")


def stages_of_one_name(seen: Examined) -> Iterator[Mistake]:
    """Two stages of a route with the same name: what was said in one could be taken for the other's."""
    for number, rule in enumerate(seen.book.routes):
        for name in twice([stage.name for stage in rule.stages]):
            said = f"two stages are called “{name}”; give each a name of its own"
            yield Mistake(where=("routes", number, "stages"), said=said)


def unknown_fields(seen: Examined) -> Iterator[Mistake]:
    """Stages that answer for fields that there are not."""
    known = {**groups_of(seen.book), **dict.fromkeys(LABELS)}
    for where, stage in seen.stages():
        for name in stage.owns:
            if name not in known:
                said = f"there is no field and no group of fields `{name}`; {near(name, known)}"
                yield Mistake(where=(*where, "owns"), said=said)


def stages_that_own_nothing(seen: Examined) -> Iterator[Mistake]:
    """Stages that no change would ever ask anew."""
    for where, stage in seen.stages():
        if not owned_by(seen.book, stage.owns):
            said = f"“{stage.name}” answers for nothing, so no change would ask it anew; write what it `owns`, such as [copy]"
            yield Mistake(where=(*where, "owns"), said=said)


def fields_nobody_owns(seen: Examined) -> Iterator[Mistake]:
    """Fields that could change after the last yes, and nobody be asked."""
    groups = {name: fields for name, fields in groups_of(seen.book).items() if name not in EVERYBODYS}
    for number, rule in enumerate(seen.book.routes):
        owned = frozenset().union(*(owned_by(seen.book, stage.owns) for stage in rule.stages))
        free = [name for name, fields in groups.items() if fields - immaterial(seen.book) - owned]
        if rule.stages and free:
            said = f"no stage owns {', '.join(f'`{name}`' for name in free)}: a change of it would ask nobody; give it to one"
            yield Mistake(where=("routes", number, "stages"), said=said)


def fields_in_two_groups(seen: Examined) -> Iterator[Mistake]:
    """A field that one group takes out and another takes in."""
    for name, fields in seen.book.fields.items():
        both = fields and [each for each in fields if each in immaterial(seen.book)]
        if name != "meta" and both:
            said = f"`{both[0]}` is in `meta`, too, so that a change of it would ask nobody; leave it in one of them"
            yield Mistake(where=("fields", name), said=said)


def checklists(seen: Examined) -> Iterator[Mistake]:
    """Items that stand twice, and routes that are approved in one go but have something to tick."""
    for where, stage in seen.stages():
        for item in twice(stage.checklist):
            said = f"“{item}” stands in the checklist twice; remove one"
            yield Mistake(where=(*where, "checklist"), said=said)
    for number, rule in enumerate(seen.book.routes):
        bulk = seen.book.defaults.bulk if rule.bulk is None else rule.bulk
        if bulk and any(stage.checklist for stage in rule.stages):
            said = "several at once cannot be approved where there is a checklist; write `bulk: false`, or remove the checklist"
            yield Mistake(where=("routes", number, "bulk"), said=said)


def nothing_follows(seen: Examined) -> Iterator[Mistake]:
    """A last stage that is to be asked beside the next."""
    for number, rule in enumerate(seen.book.routes):
        if rule.stages and rule.stages[-1].parallel:
            where = ("routes", number, "stages", len(rule.stages) - 1, "parallel")
            said = "no stage follows that could be asked at the same time; remove `parallel`, or write it at the one before"
            yield Mistake(where=where, said=said)


def escalations(seen: Examined) -> Iterator[Mistake]:
    """Steps that come to nobody, or that are not in order."""
    for where, stage in seen.stages():
        steps = stage.escalate or ()
        if any("backup" in step.to for step in steps) and not any(
            seen.roles[role].backup for role in who_of(stage) if role in seen.roles
        ):
            said = f"nobody is the backup of {' and '.join(who_of(stage))}; add `backup: [U…]` to the role, or take it out"
            yield Mistake(where=(*where, "escalate"), said=said)
        if [step.at for step in steps] != sorted({step.at for step in steps}):
            yield Mistake(
                where=(*where, "escalate"), said="write the steps in order, each later than the one before"
            )


def _name(rule: RouteRule) -> str:
    return rule.name or spoken(rule.when)


CHECKS = (
    no_catch_all,
    shadowed_routes,
    nobody_asked,
    unknown_roles,
    groups_without_their_rule,
    stages_of_one_name,
    unknown_fields,
    stages_that_own_nothing,
    fields_nobody_owns,
    fields_in_two_groups,
    checklists,
    nothing_follows,
    escalations,
)
