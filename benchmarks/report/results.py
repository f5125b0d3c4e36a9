# SPDX-License-Identifier: BSL-1.0
"""What was measured: samples, medians, ratios, and whether all containers did the same work."""
import csv
import json
import math
import statistics
from dataclasses import dataclass, field

from .programs import Case

OURS = "cairn"
LEVEL = 0.05  # ratios within 5 % of 1 count as level


@dataclass
class Figure:
    """The samples of one case in one program and profile."""
    header: str
    profile: str
    case: Case
    unit: str                     # "ns" per operation, "bytes" per entry, or "percent" of requests
    samples: list = field(default_factory=list)
    checksums: set = field(default_factory=set)
    label: str = ""

    @property
    def median(self):
        """Of an even number of samples the lower one: disturbances only make a sample larger."""
        return statistics.median_low(self.samples)

    @property
    def spread(self):
        """Half the distance between the fastest and the slowest sample, relative to the median."""
        if self.median == 0:
            return 0.0
        return (max(self.samples) - min(self.samples)) / 2 / self.median


@dataclass
class Row:
    """One workload, type and n: cairn's figure and the ratio of each peer to it."""
    workload: str
    type: str
    n: int
    unit: str
    ours: Figure
    peers: dict                   # container -> Figure

    def ratio(self, peer):
        return self.peers[peer].median / self.ours.median

    @property
    def best_peer(self):
        """The fastest of what others made: not another of ours, such as cairn_4_ary. None if there is none."""
        others = [peer for peer in self.peers if not peer.startswith("cairn_")]
        return min(others, key=lambda peer: self.peers[peer].median, default=None)


class Results:
    def __init__(self):
        self.figures = {}         # (header, profile, case) -> Figure
        self.context = {}         # profile -> the program's own description
        self.notes = []
        self.complete = True

    # -- gathering ---------------------------------------------------------------------------------

    def add(self, program, report):
        """Takes in the report of one process."""
        self.context.setdefault(program.profile, report["context"])
        for entry in report["benchmarks"]:
            case = Case.parse(entry["name"])
            unit = next((unit for unit in ("bytes", "percent", "ns") if unit in entry), None)
            if unit is None:
                continue
            key = (program.header, program.profile, case)
            figure = self.figures.setdefault(
                key, Figure(program.header, program.profile, case, unit))
            figure.samples.append(float(entry[unit]))
            figure.checksums.add(int(entry["checksum"]))
            figure.label = entry.get("label", "") or figure.label

    # -- checking ----------------------------------------------------------------------------------

    def disagreements(self):
        """A sentence for each workload, type and n whose containers did not do the same."""
        seen = {}                 # (header, workload, type, n) -> {checksum or label: containers}
        for figure in self.figures.values():
            case = figure.case
            where = seen.setdefault((figure.header, case.workload, case.type, case.n), {})
            for checksum in figure.checksums:
                where.setdefault((checksum, figure.label), set()).add(case.container)
        sentences = []
        for (header, workload, type_, n), said in sorted(seen.items()):
            if len(said) < 2:
                continue
            groups = sorted(said.items(), key=lambda item: (-len(item[1]), sorted(item[1])))
            text = ", but ".join(f"{checksum} by {' and '.join(sorted(containers))}"
                                 for (checksum, _), containers in groups)
            sentences.append(f"{header} {workload}/{type_}/{n}: checksum {text}")
        return sentences

    # -- looking -----------------------------------------------------------------------------------

    def headers(self):
        return sorted({figure.header for figure in self.figures.values()})

    def profiles(self):
        return list(dict.fromkeys(figure.profile for figure in self.figures.values()))

    def peers(self, header):
        return sorted({figure.case.container for figure in self.figures.values()
                       if figure.header == header and figure.unit != "percent"} - {OURS})

    def rows(self, header, profile):
        """All workloads that cairn and at least one peer ran."""
        cells = {}
        for figure in self.figures.values():
            if figure.header == header and figure.profile == profile and figure.samples:
                case = figure.case
                cells.setdefault((case.workload, case.type, case.n), {})[case.container] = figure
        rows = []
        for (workload, type_, n), found in cells.items():
            ours = found.pop(OURS, None)
            if ours is not None and found and ours.median > 0:
                rows.append(Row(workload, type_, n, ours.unit, ours, found))
        return sorted(rows, key=lambda row: (row.unit == "bytes", row.workload, row.type, row.n))

    def curves(self, header, profile, units=("ns", "bytes")):
        """{(workload, type): {container: [Figure by n]}}, for drawing."""
        curves = {}
        for figure in self.figures.values():
            if figure.header == header and figure.profile == profile and figure.samples and \
                    figure.unit in units:
                group = curves.setdefault((figure.case.workload, figure.case.type), {})
                group.setdefault(figure.case.container, []).append(figure)
        for group in curves.values():
            for figures in group.values():
                figures.sort(key=lambda figure: figure.case.n)
        return dict(sorted(curves.items()))

    def hit_ratios(self, header):
        """{trace: {policy: [Figure by capacity]}}; the builds do not differ in them."""
        return {trace: group for profile in self.profiles()
                for (_, trace), group in self.curves(header, profile, ("percent",)).items()}

    def labels(self):
        """{(header, type): (label, containers that agree on it)} of workloads that carry one."""
        labels = {}
        for figure in self.figures.values():
            if figure.label:
                _, containers = labels.setdefault((figure.header, figure.case.type),
                                                  (figure.label, set()))
                containers.add(figure.case.container)
        return labels

    # -- keeping -----------------------------------------------------------------------------------

    def as_json(self):
        return {"complete": self.complete, "notes": self.notes, "context": self.context,
                "figures": [{"header": f.header, "profile": f.profile, "workload": f.case.workload,
                             "type": f.case.type, "container": f.case.container, "n": f.case.n,
                             "unit": f.unit, "median": f.median, "spread": f.spread,
                             "samples": f.samples, "checksums": sorted(f.checksums),
                             "label": f.label} for f in self.figures.values()]}

    @classmethod
    def from_json(cls, document):
        results = cls()
        results.complete = document["complete"]
        results.notes = list(document["notes"])
        results.context = dict(document["context"])
        for entry in document["figures"]:
            case = Case(entry["workload"], entry["type"], entry["container"], entry["n"])
            results.figures[entry["header"], entry["profile"], case] = Figure(
                entry["header"], entry["profile"], case, entry["unit"], list(entry["samples"]),
                set(entry["checksums"]), entry["label"])
        return results

    def write(self, directory):
        with open(directory / "results.json", "w", encoding="utf-8") as file:
            json.dump(self.as_json(), file, indent=1)
        with open(directory / "results.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["header", "profile", "workload", "type", "container", "n", "unit",
                             "median", "spread", "samples", "ratio_to_cairn"])
            for f in self.figures.values():
                ours = self.figures.get((f.header, f.profile, Case(f.case.workload, f.case.type,
                                                                   OURS, f.case.n)))
                ratio = f"{f.median / ours.median:.4f}" if ours and ours.median else ""
                writer.writerow([f.header, f.profile, f.case.workload, f.case.type,
                                 f.case.container, f.case.n, f.unit, f"{f.median:.5g}",
                                 f"{f.spread:.3f}", len(f.samples), ratio])


@dataclass
class Summary:
    """Ratios of many rows in a few numbers."""
    mean: float
    faster: int
    level: int
    slower: int

    @classmethod
    def of(cls, ratios):
        """The summary of ratios, or None if there are none."""
        ratios = list(ratios)
        if not ratios:
            return None
        return cls(geometric_mean(ratios), sum(ratio > 1 + LEVEL for ratio in ratios),
                   sum(1 - LEVEL <= ratio <= 1 + LEVEL for ratio in ratios),
                   sum(ratio < 1 - LEVEL for ratio in ratios))

    @classmethod
    def against(cls, rows, peer, unit="ns"):
        return cls.of(row.ratio(peer) for row in rows if row.unit == unit and peer in row.peers)

    @classmethod
    def against_best(cls, rows, unit="ns"):
        return cls.of(row.ratio(row.best_peer) for row in rows
                      if row.unit == unit and row.best_peer is not None)


def geometric_mean(values):
    return math.exp(sum(math.log(value) for value in values) / len(values))
