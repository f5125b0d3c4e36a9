# SPDX-License-Identifier: BSL-1.0
"""What a session says on the terminal: progress while it runs, tables when it is done."""
import shutil
import sys
import time

from .results import OURS, Summary

SHOWN = (1_000, 100_000, 1_000_000)  # sizes in the tables; the page has all of them


class Progress:
    """One line that is rewritten on a terminal, or a plain line every few seconds elsewhere."""

    def __init__(self, stream=None, seconds=10):
        self.stream = stream or sys.stderr
        self.live = self.stream.isatty()
        self.seconds = seconds
        self.last = 0.0

    def show(self, done, left, text):
        now = time.monotonic()
        if not self.live and now - self.last < self.seconds:
            return
        if self.live and now - self.last < 0.1:
            return
        self.last = now
        line = f"{100 * done:3.0f} %  {duration(left)} left  {text}"
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r\x1b[K" + line[:width])
        else:
            self.stream.write(line + "\n")
        self.stream.flush()

    def close(self):
        if self.live:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def duration(seconds):
    seconds = max(0, round(seconds))
    return f"{seconds // 60} min {seconds % 60:02} s" if seconds >= 60 else f"{seconds} s"


def ratio_text(ratio):
    """Two places behind the point, more if a ratio is tiny, fewer if it is large."""
    places = 0 if ratio >= 99.5 else 1 if ratio >= 9.95 else 2 if ratio >= 0.0095 else 4
    return f"{ratio:.{places}f}"


def amount_text(value, unit):
    """A figure with three digits: 0.482 ns, 18.3 us, 24.6 B, 53.7 %."""
    if unit in ("bytes", "percent"):
        return f"{value:.3g} {'B' if unit == 'bytes' else '%'}"
    for name, size in (("ns", 1), ("us", 1e3), ("ms", 1e6)):
        if value < 1000 * size:
            return f"{value / size:.3g} {name}"
    return f"{value / 1e9:.3g} s"


class Painter:
    """Colours ratios where the terminal shows colours."""

    def __init__(self, stream=None):
        self.on = (stream or sys.stdout).isatty()

    def ratio(self, text, ratio):
        if not self.on or 0.95 <= ratio <= 1.05:
            return text
        return f"\x1b[{32 if ratio > 1 else 31}m{text}\x1b[0m"


def table(results, header, profile, painter):
    """The ratio table of a header as lines of text."""
    rows = results.rows(header, profile)
    if not rows:
        return [f"{header} {profile}: nothing to compare"]
    peers = results.peers(header)
    widths = [max(len(peer), 6) for peer in peers]
    lines = [f"{header} ({profile}): time of each peer / time of cairn; above 1 cairn is faster",
             f"  {'workload':<17}{'type':<15}{'n':>9}{'cairn':>10}  " +
             "  ".join(f"{peer:>{width}}" for peer, width in zip(peers, widths))]
    before = None
    for row in rows:
        if row.unit == "bytes" or row.n not in SHOWN and scales(rows, row):
            continue
        lines.append(table_line(row, before, peers, widths, painter))
        before = row
    weighed = [row for row in rows if row.unit == "bytes" and row.n in SHOWN]
    if weighed:
        lines.append(f"  {'bytes per entry, each peer / cairn':<43}")
        for row in weighed:
            lines.append(table_line(row, before, peers, widths, painter))
            before = row
    return lines + ["", *summary(rows, peers)]


def scales(rows, row):
    """Whether the workload was measured at a size that the tables show."""
    return any(other.workload == row.workload and other.type == row.type and other.n in SHOWN
               for other in rows)


def table_line(row, before, peers, widths, painter):
    same = before is not None and (before.workload, before.unit) == (row.workload, row.unit)
    cells = []
    for peer, width in zip(peers, widths):
        if peer in row.peers:
            ratio = row.ratio(peer)
            cells.append(painter.ratio(f"{ratio_text(ratio):>{width}}", ratio))
        else:
            cells.append(f"{'-':>{width}}")
    return (f"  {'' if same else row.workload:<17}{row.type:<15}{row.n:>9}"
            f"{amount_text(row.ours.median, row.unit):>10}  " + "  ".join(cells)).rstrip()


def summary(rows, peers):
    """Geometric means and counts over all sizes, those not in the table included."""
    lines = []
    for name, found in [*((peer, Summary.against(rows, peer)) for peer in peers),
                        ("the best peer of each row", Summary.against_best(rows))]:
        if found:
            lines.append(f"  against {name:<26} geometric mean {ratio_text(found.mean):>5}   "
                         f"faster {found.faster:>3}, level {found.level:>3}, "
                         f"slower {found.slower:>3}")
    return lines


def hit_ratios(results, header):
    """A line for each trace and capacity: the percentages of all policies, two places as in papers."""
    lines = []
    for trace, group in results.hit_ratios(header).items():
        policies = sorted(group)
        if not lines:
            lines = ["hit ratios in percent", f"  {'trace':<20}{'entries':>9}" +
                     "".join(f"{policy:>10}" for policy in policies)]
        cells = {(policy, f.case.n): f.median for policy in policies for f in group[policy]}
        for n in sorted({n for _, n in cells}):
            lines.append(f"  {trace:<20}{n:>9}" + "".join(
                f"{cells[policy, n]:>10.2f}" if (policy, n) in cells else f"{'-':>10}"
                for policy in policies))
    return lines


def machine(results):
    """Where the figures come from, a line per fact."""
    lines = []
    for profile in results.profiles():
        context = results.context[profile]
        lines.append(f"{profile}: {context['compiler']}, {context['flags']}")
    context = next(iter(results.context.values()))
    lines += [f"machine: {context['processor']}, {context['num_cpus']} CPUs, "
              f"load {context['load_avg'][0] if context.get('load_avg') else 0:.1f} at the start",
              f"allocator: {context['allocator']}",
              f"cairn {context['cairn']}, hardening {context['hardening']}, "
              f"compared with {context['peers']}",
              f"left out: {context['left_out']}"]
    return lines


def most_common(results):
    """The ten most common words of each text, and who agrees on them."""
    lines = []
    for (_, type_), (label, containers) in sorted(results.labels().items()):
        if not type_.startswith("words-") or type_ == "words-zipf":
            continue
        n = next(f.case.n for f in results.figures.values() if f.case.type == type_)
        agreed = sorted(containers - {OURS})
        ours = f"{OURS} and " if OURS in containers else ""
        lines += [f"{type_.removeprefix('words-')}: {n} words, {label}",
                  f"  counted alike by {ours}{', '.join(agreed)}"]
    return lines
