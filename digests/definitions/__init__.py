"""Every digest, declared."""

from __future__ import annotations

from digests.definitions.morning import morning
from digests.digest import Digest

DIGESTS: dict[str, Digest] = {digest.name: digest for digest in (morning,)}
