"""Writes letters.tsv: the outlines of Latin letters, digits and signs of Baloo 2 ExtraBold (SIL Open Font License 1.1).

    npm pack @fontsource/baloo-2@5.3.0 && tar xzf fontsource-baloo-2-5.3.0.tgz
    python3 distil-letters.py package/files > letters.tsv     # needs fonttools (Debian: python3-fonttools)
"""

import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

EM = 1000
SIGNS = "".join(chr(c) for c in range(0x21, 0x7F)) + "¡¿£€¥°‘’“”–—…×•"
LETTERS = "".join(chr(c) for c in range(0xC0, 0x180))

folder = Path(sys.argv[1])
fonts = [TTFont(folder / f"baloo-2-{part}-800-normal.woff") for part in ("latin", "latin-ext")]
print("# The outlines of Baloo 2 ExtraBold, of EkType, under the SIL Open Font License 1.1 (see Baloo2.LICENSE). Made by distil-letters.py.")
print("# code point <TAB> width <TAB> outline; 1,000 units an em, y down, the baseline is 0")
for character in SIGNS + LETTERS:
    font = next((it for it in fonts if ord(character) in it.getBestCmap()), None)
    if font is None:
        continue
    name, scale = font.getBestCmap()[ord(character)], EM / font["head"].unitsPerEm
    glyphs = font.getGlyphSet()
    pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
    glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, 0, 0)))
    print(f"{ord(character):04X}", round(font["hmtx"][name][0] * scale), pen.getCommands(), sep="\t")
