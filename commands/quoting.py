"""A message that somebody points at, as the beginnings of a request: its words, its link, its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from approvals.content import LONGEST
from templates import as_text
from templates.escaping import escape
from templates.limits import fit
from templates.plain import words

#: The first address in a text, without what ends a sentence.
ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)’”\"']")


def message_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the message that a shortcut was used on: text, file, who wrote it, and where it stands."""
    message = body.get("message") or {}
    file: Mapping[str, Any] = next(iter(message.get("files") or ()), {})
    text = message.get("text") or as_text(message.get("blocks") or ())
    return {
        "text": text,
        "file": str(file.get("title") or file.get("name") or ""),
        "file_link": str(file.get("permalink") or ""),
        "by": str(message.get("user") or ""),
        "link": permalink(body),
    }


def permalink(body: Mapping[str, Any]) -> str:
    """Where the message stands, as anybody who may read it can open it; empty where Slack does not say enough."""
    domain, channel = (body.get("team") or {}).get("domain"), (body.get("channel") or {}).get("id")
    message = body.get("message") or {}
    ts, thread = str(message.get("ts") or body.get("message_ts") or ""), message.get("thread_ts")
    if not (domain and channel and ts):
        return ""
    beneath = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{beneath}"


def beginnings(message: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """What the form holds already, by block id: a message's first line names it, its first link or file is the asset.

    Text too long for the form is cut, and the link leads to the whole of it.
    """
    text = words(str(message.get("text") or ""), names).strip()
    found = ADDRESS.search(text)
    link = message.get("file_link") or (found[0] if found else "")
    if len(text) > LONGEST["text"]:
        link = link or message.get("link") or ""
    bare = text.replace(found[0], "").strip() if found else text
    first = next((line.strip("*_~•-> ") for line in bare.splitlines() if line.strip()), "")
    return {
        "title": fit(first or str(message.get("file") or ""), LONGEST["title"]),
        "text": fit(text if bare else "", LONGEST["text"]),
        "link": link if len(link) <= LONGEST["link"] else "",
    }


def in_words(begun: Mapping[str, str]) -> str:
    """The same as words to type after `/approvals new`, for a form that could not open; as Slack would send them."""
    text, link = begun.get("text") or begun.get("title", ""), begun.get("link", "")
    return str(escape(fit(text, 800) if link in text else f"{fit(text, 800)} {link}"))
