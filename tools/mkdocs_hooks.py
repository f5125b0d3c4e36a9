# SPDX-License-Identifier: BSL-1.0
"""What the documentation takes from the tree while it is built, so that the two cannot part.

    --8<-- "examples/cairn.cpp:ends"     the lines between --8<-- [start:ends] and [end:ends] there
    <!-- floors -->                      the floors of the headers, from tools/house.py

Whole files are included by pymdownx.snippets, whose Debian version has no sections. Beside that: what
a page that shows pieces of an example says it prints, it prints; and the code in README.md is code of
the tour.
"""

import pathlib
import re
import sys
import textwrap

from mkdocs.exceptions import PluginError

ROOT = pathlib.Path(__file__).resolve().parents[1]
TOUR = "examples/cairn.cpp"
SECTION = re.compile(r'^--8<-- "([\w/.]+):([\w-]+)"$', re.MULTILINE)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(path, name):
    """The lines of a section of a file, without their common indentation."""
    text = (ROOT / path).read_text(encoding="utf-8")
    match = re.search(rf"^[^\n]*\[start:{name}\]\n(.*?)^[^\n]*\[end:{name}\]", text,
                      re.MULTILINE | re.DOTALL)
    if not match:
        raise PluginError(f"{path} has no section '{name}'")
    return textwrap.dedent(match.group(1)).rstrip()


def fenced_lines(markdown, language):
    """Every line of the code blocks in this language, without indentation; no blanks, no includes."""
    for found, block in FENCE.findall(markdown):
        if found == language:
            for line in block.splitlines():
                if line.strip() and not line.startswith("#include"):
                    yield line.strip()


def expect_lines(page, lines, path):
    known = {line.strip() for line in (ROOT / path).read_text(encoding="utf-8").splitlines()}
    for line in lines:
        if line not in known:
            raise PluginError(f"{page} shows '{line}', which is no line of {path}")


def floors():
    """The floors as a code block, the highest first."""
    sys.path.insert(0, str(ROOT / "tools"))
    import house
    by_floor = {}
    for header, floor in house.FLOORS.items():
        by_floor.setdefault(floor, []).append(header)
    lines = [f"{floor:>4}  {'  '.join(sorted(headers))}"
             for floor, headers in sorted(by_floor.items(), reverse=True)]
    return "```text\n" + "\n".join(lines) + "\n```"


def on_pre_build(config):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    expect_lines("README.md", fenced_lines(readme, "cpp"), TOUR)


def on_page_markdown(markdown, page, config, files):
    shown = {path for path, _ in SECTION.findall(markdown)}
    for path in shown:
        output = pathlib.Path(path).with_suffix(".out")
        expect_lines(page.file.src_path, fenced_lines(markdown, "text"), output)
    markdown = SECTION.sub(lambda match: section(*match.groups()), markdown)
    return markdown.replace("<!-- floors -->", floors())
