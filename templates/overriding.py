"""A team's own templates: they stand in a folder beside the settings, and take the place of ours where they can be drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, Template, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from templates import HERE, SYNTAX, Message, Style, furnished, message_from, render
from templates.checking import violations

#: Told that a template of the team's cannot be drawn: its name, and why in a sentence.
Broken = Callable[[str, str], object]
#: The most that is said of what is wrong with one.
WORDS = 300


class Overrides:
    """Draws by the team's templates. They are sandboxed, every value in them is escaped, and what Slack would refuse, or
    what would ping everybody, is broken: then ours is drawn instead, and `broken` is told."""

    def __init__(self, folder: Path, broken: Broken) -> None:
        """`folder` may not be there; it is looked into at each message, so that a change shows at once."""
        self._folder = folder
        self._broken = broken

    def draw(self, names: Sequence[str], *, style: Style, **values: Any) -> Message:
        """A message by the first of these templates that the team has, else by ours of the last name.

        Its notification is ours in any case: that is chosen by what everybody may see on a locked screen.
        """
        ours = render(names[-1], style=style, **values)
        name = next((one for one in names if (self._folder / one).is_file()), None)
        if name is None:
            return ours
        try:
            own = message_from(self._template(name), style, values)
            if wrong := violations(own):
                raise ValueError("; ".join(wrong[:2]))
        except Exception as problem:
            self._broken(name, _said(problem))
            return ours
        notification = ours.text.split("\n")[0]
        text = own.text if own.text.startswith(notification) else f"{notification}\n{own.text}"
        return replace(own, text=text)

    def problems(self) -> Iterator[tuple[str, str]]:
        """Each template of the team's that cannot be read or takes the place of none, and why."""
        for path in sorted(self._folder.rglob("*.j2")) if self._folder.is_dir() else ():
            name = path.relative_to(self._folder).as_posix()
            if not name.startswith("digest/"):
                yield name, "only templates in digest/ are drawn by one's own"
                continue
            try:
                self._template(name)
            except TemplateError as problem:
                yield name, _said(problem)

    def _template(self, name: str) -> Template:
        return self._environment.get_template(name)

    @cached_property
    def _environment(self) -> SandboxedEnvironment:
        loader = FileSystemLoader([self._folder, HERE])
        environment = SandboxedEnvironment(loader=loader, auto_reload=True, **SYNTAX)
        furnished(environment)
        del environment.filters["safe"]  # nothing that comes from outside is taken for markup
        return environment


def _said(problem: Exception) -> str:
    """What is wrong, with its line where that is known."""
    match problem:
        case TemplateSyntaxError():
            said = f"line {problem.lineno}: {problem.message}"
        case TemplateNotFound():
            said = f"it takes in {problem.message}, which there is not"
        case _:
            said = str(problem) or type(problem).__name__
    return said[:WORDS]
