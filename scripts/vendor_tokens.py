"""Turn the Suomi.fi design tokens (SCSS) into CSS custom properties.

The package `suomifi-design-tokens` ships SCSS and JavaScript only. Unpack a release,
copy its `dist/tokens.scss` and `LICENSE` over the ones in
`kytkin/web/static/vendor/suomifi-design-tokens/`, and run this script.
"""

from __future__ import annotations

import re
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "kytkin/web/static/vendor/suomifi-design-tokens"
VARIABLE = re.compile(r"\$(fi-(?:color|spacing|radius|shadow|transition)[\w-]*):\s*([^;]+);")
TEXT_MIXIN = re.compile(r"@mixin (fi-text-[\w-]+) \{(.*?)\}", re.DOTALL)
DECLARATION = re.compile(r"(font-size|line-height|font-weight):\s*([^;]+);")
ROOT_FONT_SIZE_PX = 16


def convert(scss: str) -> str:
    """The tokens as one `:root` rule; font sizes in rem, so that they follow the reader's."""
    lines = [f"  --{name}: {value.strip()};" for name, value in VARIABLE.findall(scss)]
    for name, body in TEXT_MIXIN.findall(scss):
        lines += [
            f"  --{name}-{what}: {in_rem(value)};" for what, value in DECLARATION.findall(body)
        ]
    return (
        "/* suomifi-design-tokens 7.0.0, MIT licence (see LICENSE). "
        "Made by scripts/vendor_tokens.py; do not edit. */\n"
        ":root {\n" + "\n".join(lines) + "\n}\n"
    )


def in_rem(value: str) -> str:
    if not value.endswith("px"):
        return value
    return f"{float(value.removesuffix('px')) / ROOT_FONT_SIZE_PX:g}rem"


def main() -> None:
    scss = (VENDOR / "tokens.scss").read_text(encoding="utf-8")
    (VENDOR / "tokens.css").write_text(convert(scss), encoding="utf-8")


if __name__ == "__main__":
    main()
