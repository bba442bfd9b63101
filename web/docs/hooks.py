"""What the documentation needs on the way from Markdown to pages that a leader serves."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path
from typing import Any

SCRIPTS = "inline-scripts.txt"
_LINK = re.compile(r"\[([^\]]+)\]\((\.\./[^)]+)\)")
_INLINE = re.compile(r"<script>(.+?)</script>", re.DOTALL)

_hashes: set[str] = set()


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to files outside of ``docs/`` lead nowhere on a leader: their place in the source is named instead."""
    depth = page.file.src_uri.count("/")

    def named(link: re.Match[str]) -> str:
        place = link[2].split("#")[0]
        levels = place.count("../")
        return f"{link[1]} (`{place.replace('../', '')}`)" if levels > depth else link[0]

    return _LINK.sub(named, markdown)


def on_post_page(output: str, **_: Any) -> str:
    """Scripts within a page run only if the server names their digests. The dialog of the search gets a name."""
    for script in _INLINE.findall(output):
        digest = hashlib.sha256(script.encode()).digest()
        _hashes.add(f"sha256-{base64.b64encode(digest).decode()}")
    return output.replace(
        'data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'
    )


def on_post_build(config: Any, **_: Any) -> None:
    """Leave the digests where the server finds them; drop what no reader gets: maps of code, other languages."""
    site = Path(config["site_dir"])
    (site / SCRIPTS).write_text("".join(f"{one}\n" for one in sorted(_hashes)))
    for unused in [*site.rglob("*.map"), site / "sitemap.xml", site / "sitemap.xml.gz", site / "404.html"]:
        unused.unlink(missing_ok=True)
    shutil.rmtree(site / "assets" / "javascripts" / "lunr")
