# SPDX-License-Identifier: BSL-1.0
"""index.html: one page without anything from elsewhere, for a wide screen and for a telephone."""
import html
import pathlib
import re

from . import charts
from .results import OURS, Summary
from .terminal import amount_text, machine, most_common, ratio_text

STYLE = (pathlib.Path(__file__).parent / "page.css").read_text(encoding="utf-8")
SOURCES = pathlib.Path(__file__).parent.parent


def render(results):
    headers = [header for header in results.headers()]
    parts = [intro(results), overview(results, headers)]
    for header in headers:
        parts.append(section(results, header))
    contents = " ".join(f'<a href="#{header}">{header}</a>' for header in headers)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta name="color-scheme" content="light dark">\n'
            f'<title>cairn: benchmark report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n'
            f'<header><h1>cairn: benchmark report</h1>\n<nav><a href="#top">overview</a> {contents} '
            f'<a href="#machine">machine</a></nav></header>\n<main>\n' + "\n".join(parts) +
            f'\n{colophon(results)}\n</main>\n</body>\n</html>\n')


def text(value):
    return html.escape(str(value))


# -- the first screen -------------------------------------------------------------------------------

def intro(results):
    notes = "".join(f'<p class="note">{text(note)}</p>' for note in results.notes)
    return ('<section id="top"><p><b>How to read.</b> A ratio is the time of a peer divided by the '
            'time of cairn in the same session: <b>above 1 cairn is faster</b>, below 1 it is '
            'slower. In the curves lower is better, both scales are logarithmic, the bar through a '
            'point spans its fastest and its slowest process, and pointing at a point shows its '
            f'figures. Every container did the same work: their checksums were compared.</p>{notes}')


def overview(results, headers):
    rows = []
    for header in headers:
        for profile in results.profiles():
            found = Summary.against_best(results.rows(header, profile))
            if found:
                rows.append([f'<a href="#{header}">{header}</a>', *summary_cells(found),
                             text(flags(results, profile))])
    return ("<h2>Against the best peer of each row</h2>" +
            table(["header", "mean", "faster", "level", "slower", "build"], rows) +
            "<p>Geometric mean of the ratios, and how many rows are more than 5 % faster, level, "
            "or more than 5 % slower than the best of all peers in that row.</p>" +
            "</section>")


def summary_cells(found):
    return [ratio_cell(found.mean), found.faster, found.level, found.slower]


def flags(results, profile):
    return results.context[profile]["flags"].replace("-DNDEBUG", "").strip()


# -- a header ---------------------------------------------------------------------------------------

def section(results, header):
    peers = results.peers(header)
    palette = charts.Palette(peers)
    described = descriptions(header)
    parts = [f'<section id="{header}"><h2>{header}</h2>', peer_summary(results, header, peers)]
    if header == "counter":
        parts += [f"<p>{text(line)}</p>" for line in most_common(results)]
    parts += hit_ratios(results, header, described.get("hit_ratio", ""))
    for place, profile in enumerate(results.profiles()):
        rows = results.rows(header, profile)
        curves = results.curves(header, profile)
        if not curves:
            continue
        body = [workload(name, rows, curves, peers, palette, described.get(name, ""))
                for name in dict.fromkeys(name for name, _ in curves)]
        parts.append(fold(f"Charts, {flags(results, profile)}", "".join(body), place == 0))
        parts.append(fold(f"All ratios, {flags(results, profile)}", full_table(rows, peers), False))
    return "\n".join(parts) + "</section>"


def hit_ratios(results, header, description):
    """The curves of all policies, a chart for each trace, and the figures as a table."""
    traces = results.hit_ratios(header)
    if not traces:
        return []
    policies = sorted({policy for group in traces.values() for policy in group})
    palette = charts.Palette(policies)
    pictures = "".join(figure(trace, charts.hit_curves(group, palette, f"{trace}: hit ratios"),
                              legend(group, palette)) for trace, group in traces.items())
    lines = []
    for trace, group in traces.items():
        cells = {(f.case.n, policy): f"{f.median:.2f}" for policy in group for f in group[policy]}
        lines += [[text(trace), f"{n:,}", *(cells.get((n, policy), "–") for policy in policies)]
                  for n in sorted({n for n, _ in cells})]
    said = f"<p>{text(description)}</p>" if description else ""
    return [fold("Hit ratios", f'{said}<div class="grid">{pictures}</div>' +
                 table(["trace", "entries", *map(text, policies)], lines, "names"), True)]


def fold(title, body, is_open):
    return (f'<details{" open" if is_open else ""}><summary>{text(title)}</summary>'
            f'{body}</details>')


def peer_summary(results, header, peers):
    rows = []
    for profile in results.profiles():
        measured = results.rows(header, profile)
        for peer in [*peers, None]:
            found = Summary.against(measured, peer) if peer else Summary.against_best(measured)
            weight = Summary.against(measured, peer, "bytes") if peer else \
                Summary.against_best(measured, "bytes")
            if found:
                rows.append([text(peer or "best of each row"), *summary_cells(found),
                             ratio_cell(weight.mean) if weight else "–",
                             text(flags(results, profile))])
    return table(["cairn against", "mean", "faster", "level", "slower", "memory", "build"], rows)


def workload(name, rows, curves, peers, palette, description):
    mine = [row for row in rows if row.workload == name]
    pictures = []
    if mine:
        what = "memory" if mine[0].unit == "bytes" else "time"
        pictures.append(figure(f"{what} of peer / cairn, mean over n",
                               charts.ratio_bars(mine, peers, palette, f"{name}: ratios"), ""))
    for (workload_name, type_), group in curves.items():
        if workload_name == name:
            sizes = {f.case.n for figures in group.values() for f in figures}
            if len(sizes) > 1:
                pictures.append(figure(type_, charts.cost_curves(group, palette,
                                                                 f"{name}, {type_}: cost over n"),
                                       legend(group, palette)))
    said = f"<p>{text(description)}</p>" if description else ""
    return f'<h3>{text(name)}</h3>{said}<div class="grid">{"".join(pictures)}</div>'


def figure(title, picture, below):
    return f"<figure><figcaption>{text(title)}</figcaption>{picture}{below}</figure>"


def legend(group, palette):
    names = sorted(group, key=lambda name: palette.order[name])
    return '<ul class="legend">' + "".join(
        f'<li><i style="color:{palette.variable(name)}">{palette.glyph(name)}</i> '
        f'{"<b>cairn</b>" if name == OURS else text(name)}</li>' for name in names) + "</ul>"


def full_table(rows, peers):
    lines = []
    for row in rows:
        cells = [ratio_cell(row.ratio(peer),
                            f"{peer}: {amount_text(row.peers[peer].median, row.unit)} "
                            f"± {100 * row.peers[peer].spread:.0f} %")
                 if peer in row.peers else "–" for peer in peers]
        lines.append([text(row.workload), text(row.type), f"{row.n:,}",
                      f"{amount_text(row.ours.median, row.unit)} ± {100 * row.ours.spread:.0f} %",
                      *cells])
    return table(["workload", "type", "n", "cairn", *map(text, peers)], lines, "names")


# -- tables -----------------------------------------------------------------------------------------

def ratio_cell(ratio, title=""):
    kind = "faster" if ratio > 1.05 else "slower" if ratio < 0.95 else "level"
    hint = f' title="{text(title)}"' if title else ""
    return f'<span class="{kind}"{hint}>{ratio_text(ratio)}</span>'


def table(head, rows, kind="plain"):
    """A table in a box of its own that scrolls sideways where the screen is narrow."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    names = "".join(f"<th>{name}</th>" for name in head)
    return (f'<div class="scroll"><table class="{kind}"><thead><tr>{names}</tr></thead>'
            f"<tbody>{lines}</tbody></table></div>")


# -- where the figures come from --------------------------------------------------------------------

def colophon(results):
    facts = "".join(f"<li>{text(line)}</li>" for line in machine(results))
    return (f'<section id="machine"><h2>Machine and build</h2><ul>{facts}</ul><p>Every workload and '
            'container ran in processes of its own, pinned to one processor, the containers of a '
            'workload taking turns; shown are medians over the processes. A difference that is smaller '
            'than the spread of the samples is no difference.</p></section>')


def descriptions(header):
    """{workload: sentence}, read from the first comment of benchmarks/HEADER.cpp."""
    try:
        lines = (SOURCES / f"{header}.cpp").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    described, current = {}, []
    for line in lines[2:]:
        if not line.startswith("//"):
            break
        entry = re.match(r"// ([a-z]\w+(?:, [a-z]\w+)*)\s{2,}(\S.*)", line)
        more = re.match(r"//\s{4,}(\S.*)", line)
        if entry:
            current = entry[1].split(", ")
            described.update({name: entry[2] for name in current})
        elif more and current:
            described.update({name: f"{described[name]} {more[1]}" for name in current})
        else:
            current = []
    return {name: sentence[0].upper() + sentence[1:] + "." for name, sentence in described.items()}
