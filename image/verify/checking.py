"""All checks of an image, in the order in which they make sense."""

from __future__ import annotations

from pathlib import Path

from image.verify import booting, contents, innocence, layout, papers
from image.verify.card import Card


def check(image: Path, signers: Path | None = None) -> list[str]:
    """What is wrong with ``image``, one sentence each; empty if nothing is.

    ``signers``: whose signature counts; without it, the papers beside the image are not looked at. Raises ImageError if
    it cannot be read as the image of a card at all.
    """
    card = Card(image)
    found = [problem for part in (layout, booting, innocence, contents) for problem in part.problems(card)]
    return found + (list(papers.problems(card, signers)) if signers else [])
