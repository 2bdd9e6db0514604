"""Every digest, declared."""

from __future__ import annotations

from digests.definitions.director import director
from digests.definitions.manager import manager
from digests.definitions.morning import morning
from digests.definitions.weekly import weekly
from digests.digest import Digest

DIGESTS: dict[str, Digest] = {digest.name: digest for digest in (morning, director, manager, weekly)}
