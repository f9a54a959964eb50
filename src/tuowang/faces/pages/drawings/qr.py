"""A QR code (ISO/IEC 18004) as SVG, dark on light whatever the colours of the page."""

from __future__ import annotations

from markupsafe import Markup, escape


def qr_drawing(text: str, title: str) -> Markup:
    """A text as a QR code; its title is what people hear who cannot see it."""
    import segno

    drawn = segno.make(text, error="m").svg_inline(
        border=4, omitsize=True, svgclass=None, lineclass=None, dark="#000", light="#fff"
    )
    head, _, rest = drawn.partition(">")
    said = escape(title)
    return Markup(f'{head} role="img" aria-label="{said}"><title>{said}</title>{rest}')
