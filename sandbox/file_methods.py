"""The Web API's methods about files, and their bytes for whoever has the token."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from sandbox.places import Json
from sandbox.refusals import Refusal
from sandbox.web_api import Entry, Request
from sandbox.workspace import Workspace

SCOPE = "files:read"


@dataclass(kw_only=True)
class File:
    """One file that somebody has put into the workspace; its content may be replaced."""

    id: str
    name: str
    content: bytes
    permalink: str
    download: str


def keep(workspace: Workspace, name: str, content: bytes, *, url: str) -> File:
    """A new file of the workspace, served at `url`."""
    with workspace.changed:
        number = workspace.new_id("F")
        file = File(
            id=number,
            name=name,
            content=content,
            permalink=f"https://{workspace.team.domain}.slack.com/files/U0SOMEBODY/{number}/{quote(name)}",
            download=f"{url}/files-pri/{workspace.team.id}-{number}/{quote(name)}",
        )
        workspace.files[number] = file
        return file


def bytes_of(workspace: Workspace, path: str, token: str) -> bytes | None:
    """What `GET /files-pri/T…-F…/name` gives to the app with its token; None for anybody else."""
    number = path.partition("/")[0].rpartition("-")[2]
    file = workspace.files.get(number)
    app = workspace.app
    return file.content if file and token == app.token and SCOPE in app.scopes else None


def info(request: Request) -> Json:
    """files.info: what a file is, and where its bytes are."""
    file = request.workspace.files.get(request.text("file"))
    if file is None:
        raise Refusal("file_not_found")
    return {
        "file": {
            "id": file.id,
            "name": file.name,
            "size": len(file.content),
            "mode": "hosted",
            "is_external": False,
            "permalink": file.permalink,
            "url_private_download": file.download,
        }
    }


METHODS = {"files.info": Entry(info, (SCOPE,))}
