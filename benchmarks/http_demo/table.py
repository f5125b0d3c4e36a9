# SPDX-License-Identifier: BSL-1.0
"""Figures of repetitions, their ratios, and how they are printed."""
import dataclasses
import statistics


@dataclasses.dataclass
class Row:
    """What was measured against what. The ratio of a repetition is ours / theirs, of two neighbours in time."""
    title: str
    ours: list = dataclasses.field(default_factory=list)
    theirs: list = dataclasses.field(default_factory=list)
    unit: str = "/s"
    peer: str = ""
    target: float | None = None
    at_most: bool = False  # the target is an upper bound: smaller is better
    notes: list = dataclasses.field(default_factory=list)

    @property
    def ratios(self):
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs) if theirs]

    @property
    def ratio(self):
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def met(self):
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def as_json(self):
        return {**dataclasses.asdict(self), "ratios": self.ratios, "ratio": self.ratio, "met": self.met}


def rate_text(value):
    return f"{value:,.0f}" if value < 9_950 else f"{value / 1000:.1f}k" if value < 99_500 else f"{value / 1000:.0f}k"


def figure(value, unit):
    if unit == "/s":
        return rate_text(value)
    if unit == "us":
        return f"{value:,.0f} us" if value < 10_000 else f"{value / 1000:.1f} ms"
    if unit == "%":
        return f"{value:.1f} %"
    return f"{value:,.0f}"


def ratio_text(value):
    return f"{value:.0f}x" if value >= 19.5 else f"{value:.1f}x" if value >= 4.95 else f"{value:.2f}x"


def spread_text(ratios):
    return f"{ratio_text(min(ratios))} .. {ratio_text(max(ratios))}" if len(ratios) > 1 else ""


HEADINGS = ("what", "cairn", "peer", "ratio", "spread", "target", "")


def cells(row):
    """The columns of a row, as they are printed."""
    median = lambda values: figure(statistics.median(values), row.unit) if values else "-"  # noqa: E731
    ratio = ratio_text(row.ratio) if row.ratio is not None else "-"
    target = f"{'<=' if row.at_most else '>='} {row.target:g}x" if row.target is not None else ""
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    peer = f"{row.peer} {median(row.theirs)}".strip()
    return (row.title, median(row.ours), peer, ratio, spread_text(row.ratios), target, verdict)


def lines(rows):
    """The table, as lines of text."""
    table = [HEADINGS] + [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    text = []
    for number, line in enumerate(table):
        padded = [cell.ljust(width) if column in (0, 2, 6) else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(line, widths))]
        text.append("  ".join(padded).rstrip())
        if number == 0:
            text.append("  ".join("-" * width for width in widths).rstrip())
        else:
            text += [f"    {note}" for note in rows[number - 1].notes]
    return text
