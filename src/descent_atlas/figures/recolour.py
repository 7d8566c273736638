"""A line drawing for the dark page is the one for the light page in other colours: half of the drawing."""

from __future__ import annotations

import re

from descent_atlas.figures.style import DARK, LIGHT

COLOUR = re.compile(r"#[0-9a-f]{6}\b")
COUNTERPARTS = dict(zip(LIGHT.colours, DARK.colours, strict=True))
"""The dark theme's colour of the same role, by the light theme's."""


def recoloured(drawing: str) -> str | None:
    """A light SVG in the dark theme's colours; None if it has a colour that is not the theme's."""
    if not set(COLOUR.findall(drawing)) <= COUNTERPARTS.keys():
        return None
    return COLOUR.sub(lambda found: COUNTERPARTS[found.group()], drawing)
