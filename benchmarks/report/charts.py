# SPDX-License-Identifier: BSL-1.0
"""The charts of the page: inline SVG in the page's own colours, with every figure as a tooltip."""
import html
import io
import math
import re

import matplotlib

matplotlib.use("svg")
from matplotlib.figure import Figure  # noqa: E402
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator  # noqa: E402

from .results import OURS, geometric_mean  # noqa: E402
from .terminal import amount_text, ratio_text  # noqa: E402

matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "cairn", "font.size": 11,
                            "font.family": "sans-serif", "axes.linewidth": 0.8})

WIDTH = 360  # of a chart in pixels: readable on a telephone, three in a row on a desk

# Colours that stand for the variables of the page's style sheet; no two containers of a header share
# one, and none is told by colour alone: markers differ too.
INK, GRID = "#010101", "#020202"
SERIES = [f"#0300{i:02x}" for i in range(8)]
VARIABLES = {INK: "var(--ink)", GRID: "var(--grid)",
             **{colour: f"var(--series-{i})" for i, colour in enumerate(SERIES)}}
MARKERS = "osD^vP*X"
GLYPHS = "●■◆▲▼✚★✖"


class Palette:
    """Which colour and marker each container of a header has; the first is cairn's own."""

    def __init__(self, peers):
        self.order = {name: min(i, len(SERIES) - 1) for i, name in enumerate([OURS, *peers])}

    def colour(self, container):
        return SERIES[self.order[container]]

    def marker(self, container):
        return MARKERS[self.order[container]]

    def glyph(self, container):
        return GLYPHS[self.order[container]]

    def variable(self, container):
        return VARIABLES[self.colour(container)]


def new_figure(height):
    figure = Figure(figsize=(WIDTH / 72, height / 72))
    axes = figure.add_axes((0, 0, 1, 1))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GRID)
    axes.tick_params(colors=INK, length=3, color=GRID)
    return figure, axes


def place(axes, height, left, right, top, bottom):
    """Margins in pixels."""
    axes.set_position((left / WIDTH, bottom / height, 1 - (left + right) / WIDTH,
                       1 - (top + bottom) / height))


def cost_curves(group, palette, title):
    """Median time (or bytes) over n, both axes logarithmic; a bar shows the range of the samples."""
    height = 250
    figure, axes = new_figure(height)
    place(axes, height, 54, 12, 12, 34)
    tips = []
    unit = "ns"
    for container in sorted(group, key=lambda name: -palette.order[name]):  # cairn on top
        figures = group[container]
        unit = figures[0].unit
        ours = container == OURS
        axes.plot([f.case.n for f in figures], [f.median for f in figures],
                  color=palette.colour(container), linewidth=3 if ours else 1.5)
        for f in figures:
            axes.plot([f.case.n] * 2, [min(f.samples), max(f.samples)], linewidth=1,
                      color=palette.colour(container))
            axes.plot([f.case.n], [f.median], marker=palette.marker(container), gid=f"tip{len(tips)}",
                      markersize=8 if ours else 6, color=palette.colour(container),
                      markeredgewidth=0)
            tips.append(f"{container}, n = {f.case.n:,}: {amount_text(f.median, f.unit)} "
                        f"± {100 * f.spread:.0f} % ({len(f.samples)} processes)")
    axes.set_xscale("log")
    axes.set_yscale("log")
    sizes = sorted({f.case.n for figures in group.values() for f in figures})
    axes.xaxis.set_major_locator(FixedLocator(apart(sizes)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda n, _: size_text(n)))
    if len(sizes) == 1:
        axes.set_xlim(sizes[0] / 3, sizes[0] * 3)
    low, high = axes.get_ylim()
    axes.yaxis.set_major_locator(FixedLocator(steps(low, high)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: amount_text(value, unit)))
    axes.set_ylim(low, high)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("n", color=INK, labelpad=1)
    return svg(figure, title, tips)


def ratio_bars(rows, peers, palette, title):
    """Peer / cairn per type and peer, the geometric mean over n; bars to the right: cairn is faster."""
    bars = []
    for type_ in sorted({row.type for row in rows}):
        for peer in peers:
            ratios = {row.n: row.ratio(peer) for row in rows
                      if row.type == type_ and peer in row.peers}
            if ratios:
                bars.append((type_, peer, geometric_mean(list(ratios.values())), ratios))
    types = list(dict.fromkeys(type_ for type_, *_ in bars))
    height = 40 + 17 * (len(bars) + 1.3 * len(types))
    figure, axes = new_figure(height)
    place(axes, height, 130, 40, 4, 26)
    reach = max(1.0, min(4.0, max(abs(math.log2(mean)) for _, _, mean, _ in bars)))
    tips, ticks, y = [], [], 0.0  # ticks: (place, label); a type has a line of its own above its bars
    for type_ in types:
        y -= 1.3
        ticks.append((y, type_))
        for _, peer, mean, ratios in (bar for bar in bars if bar[0] == type_):
            y -= 1
            ticks.append((y, peer))
            exponent = max(-reach, min(reach, math.log2(mean)))
            axes.barh(y, exponent, height=0.72, color=palette.colour(peer), gid=f"tip{len(tips)}")
            each = ", ".join(f"{ratio_text(ratio)} at {size_text(n)}" for n, ratio in ratios.items())
            tips.append(f"{peer}, {type_}: {ratio_text(mean)} ({each})")
            axes.text(max(exponent, 0) + reach / 40, y, ratio_text(mean), color=INK, va="center",
                      fontsize=10)
    axes.set_yticks([place for place, _ in ticks], [label for _, label in ticks], fontsize=10)
    for label in axes.get_yticklabels():
        if label.get_text() in types:
            label.set_fontweight("bold")
    axes.set_ylim(y - 0.7, -0.6)
    axes.set_xlim(-reach, reach)
    powers = [i for i in range(-3, 4) if abs(i) <= reach]
    axes.set_xticks(powers, ["⅛ ¼ ½ 1 2 4 8".split()[i + 3] for i in powers])
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    return svg(figure, title, tips)


def hit_curves(group, palette, title):
    """Hits in percent of all requests over the entries that the cache has room for."""
    height = 250
    figure, axes = new_figure(height)
    place(axes, height, 54, 12, 12, 34)
    tips = []
    for policy in sorted(group, key=lambda name: -palette.order[name]):
        figures = group[policy]
        axes.plot([f.case.n for f in figures], [f.median for f in figures],
                  color=palette.colour(policy), linewidth=1.5)
        for f in figures:
            axes.plot([f.case.n], [f.median], marker=palette.marker(policy), gid=f"tip{len(tips)}",
                      markersize=6, color=palette.colour(policy), markeredgewidth=0)
            tips.append(f"{policy}, {f.case.n:,} entries: {f.median:.2f} %")
    axes.set_xscale("log")
    sizes = sorted({f.case.n for figures in group.values() for f in figures})
    axes.xaxis.set_major_locator(FixedLocator(apart(sizes)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda n, _: size_text(n)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_ylim(0, 100)
    axes.yaxis.set_major_locator(FixedLocator(range(0, 101, 20)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} %"))
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("entries", color=INK, labelpad=1)
    return svg(figure, title, tips)


# -- labels -----------------------------------------------------------------------------------------

def size_text(n):
    """16, 1 k, 100 k, 1 M."""
    for unit, size in (("M", 1_000_000), ("k", 1_000)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n:.3g}"


def apart(sizes):
    """Those of some sizes that are far enough from one another to be written side by side."""
    kept = []
    for n in sizes:
        if not kept or n >= 4 * kept[-1]:
            kept.append(n)
    return kept


def steps(low, high):
    """Round values between low and high: the decades, with 2 and 5 between them if they are few."""
    for digits in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8)):
        found = [digit * 10.0 ** power for power in range(-3, 12) for digit in digits
                 if low <= digit * 10.0 ** power <= high]
        if len(found) >= 3:
            break
    return found


# -- from matplotlib to the page --------------------------------------------------------------------

def svg(figure, title, tips):
    """The figure as an <svg> element: ids of its own, colours as variables, tooltips, no fonts."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg"):]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)
    text = re.sub(r'<svg [^>]*viewBox="([^"]*)"[^>]*>',
                  lambda match: f'<svg viewBox="{match[1]}" role="img" '
                                f'aria-label="{html.escape(title)}">', text, count=1)
    text = re.sub(r"font: (\d+ )?([0-9.]+)px [^;\"]*", r"font: \1\2px var(--font)", text)
    text = re.sub(r"(\d+\.\d\d)\d+", r"\1", text)
    svg.count += 1
    for before in ('id="', 'href="#', "url(#"):
        text = text.replace(before, f"{before}c{svg.count}-")
    for i, tip in enumerate(tips):
        start = f'<g id="c{svg.count}-tip{i}">'
        text = text.replace(start, f"{start}<title>{html.escape(tip)}</title>")
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, variable)
    return re.sub(r">\s+<", "><", text).replace("xlink:href", "href").strip()


svg.count = 0
