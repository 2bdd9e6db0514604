"""Which labels of which dimension a filter means: known ones at once, several as a menu, none as a reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commands.draft import Draft, Span, Wanted
from commands.labels import Labels
from commands.misread import Menu, Unreadable, or_joined
from commands.words import Words
from metrics.catalog import Catalog
from metrics.metric import Measured

#: Searches a dimension too large to be listed: (dimension, words) → (label, title) pairs, best first.
Find = Callable[[str, str], Sequence[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Filtering:
    """The filters of one sentence. `notes` gathers what was assumed."""

    words: Words
    draft: Draft
    catalog: Catalog
    labels: Labels
    find: Find | None
    notes: list[str]

    def decide(self, metrics: tuple[Measured, ...]) -> dict[str, tuple[str, ...]] | Menu:
        """Labels by dimension, or a menu; raises Unreadable."""
        filters: dict[str, tuple[str, ...]] = {}
        for dimensions, span in self.draft.nameless:
            found = self._named(dimensions, span)
            if isinstance(found, Menu):
                return found
            self.draft.filters.append(found)
        for wanted in self.draft.filters:
            if wanted.typed and self.find and (menu := self._search(wanted, self.find)):
                return menu
            fitting = [name for name in wanted.labels if all(name in metric.splits for metric in metrics)]
            if len(fitting) > 1:
                return self._which_dimension(wanted, fitting)
            name = (fitting or list(wanted.labels))[0]
            filters[name] = tuple(dict.fromkeys((*filters.get(name, ()), *wanted.labels[name])))
        return filters

    def _named(self, dimensions: Sequence[str], span: Span) -> Wanted | Menu:
        """A label given by some of its words (“channel = search”); raises Unreadable where none has them."""
        said = self.words.told(*span)
        names = or_joined([self.catalog.label(name) for name in dimensions])
        found = self.labels.holding(self.words.span(*span), dimensions)
        choices = tuple((label, self.words.rewritten((*span, f'"{label}"'))) for _, label in found)
        if len(found) == 1:
            dimension, label = found[0]
            self.notes.append(f"I read “{said}” as {label}.")
            return Wanted({dimension: [label]}, span)
        if found:
            return Menu(f"“{said}” fits several. Which one?", choices)
        near = [label for _, label in self.labels.like(self.words.span(*span), dimensions)]
        raise Unreadable(
            f"I know no {names} called “{said}”.",
            [self.words.rewritten((*span, f'"{label}"')) for label in near],
        )

    def _search(self, wanted: Wanted, find: Find) -> Menu | None:
        """Put found labels in the place of the words typed; a menu where several fit; raises Unreadable at none."""
        ((dimension, typed),) = wanted.labels.items()
        for at, words in enumerate(typed):
            found = find(dimension, words)
            # The words have lost their hyphens on the way: “AC M” is the code AC-M, whatever else it is like.
            found = [one for one in found if _bare(words) in map(_bare, one)][:1] or found
            if not found:
                raise Unreadable(f"I know no {self.catalog.label(dimension)} called “{words}”.")
            if len(found) > 1:
                start, after = wanted.span
                choices = tuple(
                    (title, self.words.rewritten((start, after, f'"{label}"'))) for label, title in found
                )
                return Menu(f"“{words}” fits several. Which one?", choices)
            label, title = found[0]
            if _bare(label) != _bare(words):
                self.notes.append(f"I read “{words}” as {title} ({label}).")
            typed[at] = label
        return None

    def _which_dimension(self, wanted: Wanted, dimensions: Sequence[str]) -> Menu:
        said = self.words.told(*wanted.span)
        choices = []
        for name in dimensions:
            label, labels = self.catalog.label(name), " or ".join(f'"{one}"' for one in wanted.labels[name])
            choices.append(
                (f"{label.capitalize()} {said}", self.words.rewritten((*wanted.span, f"{label} = {labels}")))
            )
        return Menu(f"“{said}” is more than one thing. Which one?", tuple(choices))


def _bare(text: str) -> str:
    """Letters and digits alone, in small letters."""
    return "".join(filter(str.isalnum, text.casefold()))
