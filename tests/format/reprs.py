#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Write reprs.txt: what CPython's repr() makes of floats and strings.

    reprs.py            writes reprs.txt beside this file
    reprs.py --check    writes nothing; exit status 1 if the file differs from a fresh one

One value a line: `float BITS REPR`, with the 16 hexadecimal digits of the double, or `text BYTES REPR`,
with the hexadecimal digits of the UTF-8 bytes, or - if there are none.
"""

import math
import pathlib
import random
import struct
import sys
import unicodedata

TARGET = pathlib.Path(__file__).with_name("reprs.txt")
HEAD = ["# SPDX-License-Identifier: BSL-1.0", "# Written by reprs.py; see there."]


def floats(draw: random.Random) -> list[float]:
    """Zeros, limits, the neighbours of powers of ten (where the notation changes), and random ones."""
    values = [0.0, -0.0, math.inf, -math.inf, math.nan, sys.float_info.max, sys.float_info.min, 5e-324,
              0.1, 1 / 3, 2 / 3, 1e22, 1e23, 9007199254740993.0, 123456789012345680.0]
    for exponent in (*range(-8, 20), -308, -100, 100, 308):
        power = float(f"1e{exponent}")
        values += [power, math.nextafter(power, 0), math.nextafter(power, math.inf), -1.5 * power]
    values += [struct.unpack("<d", draw.randbytes(8))[0] for _ in range(200)]
    values += [round(draw.uniform(-1000, 1000), draw.randrange(6)) for _ in range(200)]
    return values


def texts(draw: random.Random) -> list[str]:
    """Each kind of character: ASCII, the borders of what is escaped, of the lengths in UTF-8, quotes."""
    values = ["", "'", '"', "'\"", "\\", "it's", 'say "no"', "it's \"no\"", "a\\'b", "tab\tnew\nreturn\r"]
    values += [chr(code) for code in range(0x180)]
    points = [0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xfffd, 0xffff, 0x10000, 0x10ffff, 0x1f40d, 0x20ac]
    escaped = False
    for code in range(0x180, 0x110000):  # where runs of escaped characters begin and end
        character = chr(code)
        # What Unicode has not assigned is escaped until it has, so it is no part of the agreement.
        if unicodedata.category(character) == "Cn":
            continue
        if (not character.isprintable()) != escaped:
            escaped = not escaped
            points += [code - 1, code]
    for code in points:
        character = chr(code)
        if unicodedata.category(character) not in ("Cn", "Cs") or code & 0xfffe == 0xfffe:
            values.append(character)
    alphabet = "aZ09 '\"\\\n\t\x00\x7f\x85\xa0\xadé߿ࠀ€\u2028\u3000\ufeff🐍\U000e0001"
    values += ["".join(draw.choices(alphabet, k=draw.randrange(1, 20))) for _ in range(200)]
    return values


def lines() -> list[str]:
    draw = random.Random(20)
    result = list(HEAD)
    for value in floats(draw):
        result.append(f"float {struct.pack('>d', value).hex()} {value!r}")
    for value in texts(draw):
        result.append(f"text {value.encode().hex() or '-'} {value!r}")
    return result


def main() -> int:
    if sys.argv[1:] not in ([], ["--check"]):
        print("usage: reprs.py [--check]", file=sys.stderr)
        return 2
    fresh = "\n".join(lines()) + "\n"
    if sys.argv[1:]:
        return 0 if TARGET.exists() and TARGET.read_text(encoding="utf-8") == fresh else 1
    TARGET.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
