# SPDX-License-Identifier: BSL-1.0
"""Tests of the runner, on programs that only pretend to measure: python3 -m unittest, or CTest."""
import contextlib
import io
import json
import pathlib
import stat
import sys
import tempfile
import unittest
from dataclasses import replace
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import run  # noqa: E402
from report import headers, plan, terminal  # noqa: E402
from report.programs import BenchmarkError, Case, Program  # noqa: E402
from report.results import Results, Summary  # noqa: E402

CONTEXT = {"compiler": "g++ 12", "flags": "-O2 -DNDEBUG", "processor": "abacus", "num_cpus": 2,
           "load_avg": [0.5], "allocator": "glibc", "cairn": "0.1.0", "hardening": "0",
           "peers": "std", "left_out": "none"}

# A program with the interface of ours: times follow from the name, checksums from all but the
# container, and DIFFERENT is a container that does other work than the rest.
PRETENDER = '''#!{python}
import json, re, sys
DIFFERENT = {different!r}
arguments = sys.argv[1:]
texts = [arguments[i + 1].split("=", 1) for i, a in enumerate(arguments) if a == "--text"]
names = []
for container, time in (("cairn", 2.0), ("std_x", 6.0), ("absl_x", 1.0)):
    names += [(f"push/u64/{{container}}/{{n}}", time * n, n, "") for n in (16, 1000, 100000)]
    for name, path in texts:
        words = len(open(path, "rb").read().split())
        if words:
            names.append((f"build/words-{{name}}/{{container}}/{{words}}", time, words, "2 distinct"))
if "--benchmark_list_tests" in arguments:
    print("\\n".join(name + "/iterations:1/manual_time" for name, *_ in names))
    sys.exit()
wanted = next(a.split("=", 1)[1] for a in arguments if a.startswith("--benchmark_filter="))
entries = [{{"name": name, "ns": time, "checksum": n + (DIFFERENT in name), "label": label}}
           for name, time, n, label in names if re.search(wanted, name)]
print(json.dumps({{"context": {context!r}, "benchmarks": entries}}))
'''


def entry(name, ns, checksum=7.0, label=""):
    return {"name": name + "/iterations:1/manual_time", "ns": ns, "checksum": checksum,
            "label": label}


def gathered(*reports):
    results = Results()
    program = Program("deque", "-O2", pathlib.Path("bench_deque"))
    for entries in reports:
        results.add(program, {"context": CONTEXT, "benchmarks": list(entries)})
    return results


class Parsing(unittest.TestCase):
    def test_a_name_has_four_parts_and_what_google_benchmark_adds(self):
        self.assertEqual(Case.parse("fifo/u64/std_deque/1000/iterations:1/manual_time"),
                         Case("fifo", "u64", "std_deque", 1000))

    def test_another_name_is_refused(self):
        with self.assertRaises(BenchmarkError):
            Case.parse("BM_Something/8")

    def test_samples_of_several_processes_make_a_median_and_a_spread(self):
        figure, = gathered([entry("fifo/u64/cairn/16", 3.0)], [entry("fifo/u64/cairn/16", 1.0)],
                           [entry("fifo/u64/cairn/16", 2.0)]).figures.values()
        self.assertEqual((figure.median, figure.spread, figure.samples), (2.0, 0.5, [3.0, 1.0, 2.0]))

    def test_weighings_are_in_bytes(self):
        figure, = gathered([{"name": "memory/u64/cairn/16", "bytes": 24.5,
                             "checksum": 16.0}]).figures.values()
        self.assertEqual((figure.unit, figure.median), ("bytes", 24.5))

    def test_results_survive_json(self):
        results = gathered([entry("fifo/u64/cairn/16", 3.0), entry("fifo/u64/std/16", 6.0)])
        again = Results.from_json(json.loads(json.dumps(results.as_json())))
        self.assertEqual(again.as_json(), results.as_json())


class Ratios(unittest.TestCase):
    results = gathered([entry("fifo/u64/cairn/16", 2.0), entry("fifo/u64/std/16", 6.0),
                        entry("fifo/u64/absl/16", 1.0), entry("sort/u64/cairn/16", 2.0),
                        entry("sort/u64/std/16", 2.0), entry("find/u64/std/16", 9.0)])

    def test_above_one_means_that_cairn_is_faster(self):
        rows = {row.workload: row for row in self.results.rows("deque", "-O2")}
        self.assertEqual(rows["fifo"].ratio("std"), 3.0)
        self.assertEqual(rows["fifo"].ratio("absl"), 0.5)
        self.assertEqual(rows["fifo"].best_peer, "absl")
        rows["fifo"].peers["cairn_other"] = replace(rows["fifo"].peers["absl"], samples=[0.5])
        self.assertEqual(rows["fifo"].best_peer, "absl", "nobody is a peer of himself")
        del rows["fifo"].peers["cairn_other"]
        self.assertNotIn("find", rows, "nothing to compare without cairn")

    def test_a_summary_is_a_geometric_mean_and_counts(self):
        rows = self.results.rows("deque", "-O2")
        against_std = Summary.against(rows, "std")
        self.assertAlmostEqual(against_std.mean, 3.0 ** 0.5)
        self.assertEqual((against_std.faster, against_std.level, against_std.slower), (1, 1, 0))
        self.assertIsNone(Summary.against(rows, "nobody"))

    def test_texts_of_figures(self):
        self.assertEqual([terminal.ratio_text(r) for r in (0.004, 0.504, 1.0, 12.34, 123.4)],
                         ["0.0040", "0.50", "1.00", "12.3", "123"])
        self.assertEqual([terminal.amount_text(t, "ns") for t in (0.4821, 18300.0, 2.5e9)],
                         ["0.482 ns", "18.3 us", "2.5 s"])


class Agreement(unittest.TestCase):
    def test_equal_checksums_are_nothing_to_speak_of(self):
        self.assertEqual(gathered([entry("fifo/u64/cairn/16", 1.0),
                                   entry("fifo/u64/std/16", 1.0)]).disagreements(), [])

    def test_a_container_that_did_other_work_is_named(self):
        said = gathered([entry("fifo/u64/cairn/16", 1.0), entry("fifo/u64/absl/16", 1.0),
                         entry("fifo/u64/std/16", 1.0, checksum=8.0)]).disagreements()
        self.assertEqual(said, ["deque fifo/u64/16: checksum 7 by absl and cairn, but 8 by std"])

    def test_so_is_one_whose_words_differ(self):
        said = gathered([entry("build/words-x/cairn/9", 1.0, label="the 5"),
                         entry("build/words-x/std/9", 1.0, label="the 4")]).disagreements()
        self.assertEqual(len(said), 1)


class HitRatios(unittest.TestCase):
    results = gathered([entry("zipf/u64/cairn/16", 2.0), entry("zipf/u64/std/16", 6.0)],
                       [{"name": f"hit_ratio/words/{policy}/{n}", "percent": percent, "checksum": 9.0}
                        for policy, n, percent in (("lru", 10, 40.5), ("lru", 20, 60.0),
                                                   ("optimal", 10, 50.25))])

    def test_policies_are_no_peers_and_percentages_no_times(self):
        self.assertEqual(self.results.peers("deque"), ["std"])
        self.assertEqual(set(self.results.curves("deque", "-O2")), {("zipf", "u64")})
        self.assertEqual([row.workload for row in self.results.rows("deque", "-O2")], ["zipf"])

    def test_a_line_for_each_trace_and_capacity(self):
        lines = terminal.hit_ratios(self.results, "deque")
        self.assertEqual([line.split() for line in lines[2:]],
                         [["words", "10", "40.50", "50.25"], ["words", "20", "60.00", "-"]])
        self.assertEqual(terminal.hit_ratios(gathered(), "deque"), [])

    def test_other_builds_do_not_ask_again(self):
        class Offering(Program):
            def cases(self):
                return [Case("hit_ratio", "words", "lru", 10)]
        programs = [Offering("cache", profile, pathlib.Path("x")) for profile in ("-O2", "native")]
        tasks = plan.Plan.of(programs, plan.DEFAULT).tasks
        self.assertEqual([(task.program.profile, task.wanted) for task in tasks], [("-O2", 1)])


class Planning(unittest.TestCase):
    PROGRAM = Program("deque", "-O2", pathlib.Path("bench_deque"))

    def plan(self, budget, **costs):
        """A plan after its first repetition: a group per name, a container per cost in it."""
        tasks = [plan.Task(self.PROGRAM, [Case(workload, "u64", f"c{i}", 16)], 5)
                 for workload, of_containers in costs.items() for i in range(len(of_containers))]
        made = plan.Plan(tasks, plan.DEFAULT, budget)
        for task, cost in zip(tasks, [c for group in costs.values() for c in group]):
            made.finished(task, cost)
        return made

    def test_time_that_is_left_makes_each_figure_longer(self):
        made = self.plan(20.0, fifo=[0.1, 0.1])
        made.adapt()
        self.assertEqual([task.wanted for task in made.tasks], [5, 5])
        self.assertGreater(made.min_time, plan.DEFAULT.min_time)

    def test_lack_of_time_takes_repetitions_from_what_is_longest(self):
        made = self.plan(5.0, fifo=[0.1, 0.1], sort=[1.0, 1.0])
        made.adapt()
        self.assertEqual([task.wanted for task in made.tasks], [5, 5, 2, 2])
        self.assertEqual(len(made.notes), 1)

    def test_the_forecast_knows_that_repetitions_will_be_cut(self):
        made = self.plan(5.0, fifo=[1.0, 1.0])
        made.tasks[1].done, made.tasks[1].cost = 0, None
        self.assertEqual(made.left(), 9.0)
        self.assertEqual(made.forecast(), 3.0)

    def test_a_large_sorted_container_has_few_slow_peers(self):
        insert = Case("insert", "u64", "std_set", 1_000_000)
        copy = Case("copy", "u64", "std_set", 1_000_000)
        self.assertTrue(plan.DEFAULT.takes(insert, "sorted_set"))
        self.assertFalse(plan.DEFAULT.takes(copy, "sorted_set"))
        self.assertTrue(plan.DEFAULT.takes(replace(copy, container="cairn"), "sorted_set"))
        self.assertFalse(plan.QUICK.takes(insert, "sorted_set"))

    def test_strings_in_sorted_maps_are_measured_by_what_matters_most(self):
        find, copy = (Case(workload, "string", "cairn", 1000) for workload in ("find_hit", "copy"))
        self.assertEqual([plan.QUICK.takes(find, "sorted_map"), plan.DEFAULT.takes(find, "sorted_map"),
                          plan.DEFAULT.takes(copy, "sorted_map"), plan.FULL.takes(copy, "sorted_map")],
                         [False, True, False, True])

    def test_containers_take_turns_at_being_first(self):
        made = self.plan(60.0, fifo=[1.0, 1.0, 1.0])
        first = [next(made.round(i)).cases[0].container for i in range(4)]
        self.assertEqual(first, ["c0", "c1", "c2", "c0"])

    def test_an_even_number_of_samples_yields_the_lower_one_in_the_middle(self):
        figure, = gathered([entry("fifo/u64/cairn/16", 3.0)],
                           [entry("fifo/u64/cairn/16", 90.0)]).figures.values()
        self.assertEqual(figure.median, 3.0)


class WholeRuns(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)
        for patch in (mock.patch.object(run.session, "quietest_cpu", lambda: None),
                      mock.patch.object(run, "write_page")):
            patch.start()
            self.addCleanup(patch.stop)

    def install(self, header="counter", different="nobody"):
        path = self.folder / "build" / f"bench_{header}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PRETENDER.format(python=sys.executable, different=different,
                                         context=CONTEXT))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run_main(self, *options):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run.main(["--build-dir", str(self.folder / "build"), "--quick",
                               "--output", str(self.folder / "report"), *options])
        return status, out.getvalue(), err.getvalue()

    def assert_refused(self, *options):
        """Exit status 2 and one line that says why."""
        status, _, err = self.run_main(*options)
        self.assertEqual(status, 2)
        lines = [line for line in err.splitlines() if line.startswith("run.py: ")]
        self.assertEqual(len(lines), 1, err)
        return lines[0]

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)

    def test_a_session_prints_tables_and_writes_the_report(self):
        self.install()
        status, out, err = self.run_main("--text", self.write("my text.txt", b"a b a"))
        self.assertEqual(status, 0, err)
        self.assertIn("my_text: 3 words, 2 distinct", out)
        self.assertIn("counted alike by cairn and absl_x, std_x", out)
        self.assertRegex(out, r"push +u64 +1000 .* 0\.50 +3\.00")
        written = json.loads((self.folder / "report" / "results.json").read_text())
        self.assertTrue(written["complete"])
        self.assertIn("counter,-O2,push,u64,std_x,1000,ns,6000",
                      (self.folder / "report" / "results.csv").read_text())

    def test_the_page_needs_nothing_from_elsewhere(self):
        try:
            from report import page
        except ImportError:
            self.skipTest("no matplotlib")
        text = page.render(gathered([entry("fifo/u64/cairn/16", 3.0), entry("fifo/u64/std/16", 6.0)],
                                    [entry("fifo/u64/cairn/99", 9.0), entry("fifo/u64/std/99", 8.0)]))
        self.assertIn("<svg", text)
        for outside in ('src="http', 'href="http', "@import", "url(http"):
            self.assertNotIn(outside, text)

    def test_a_wrong_checksum_ends_with_status_1(self):
        self.install(different="absl_x")
        status, _, err = self.run_main()
        self.assertEqual(status, 1)
        self.assertIn("counter push/u64/1000: checksum 1000 by cairn and std_x, but 1001 by absl_x",
                      err)

    def test_missing_things_are_told_in_one_line(self):
        self.assertIn("no build in", self.assert_refused())
        (self.folder / "build").mkdir()
        self.assertIn("no benchmark programs", self.assert_refused())
        self.install()
        self.assertIn("no benchmark of 'heap'; there are counter",
                      self.assert_refused("--only", "heap"))
        self.assertIn("No such file", self.assert_refused("--text", str(self.folder / "none.txt")))
        self.assertIn("directory", self.assert_refused("--text", str(self.folder)))
        self.assertIn("no data folder", self.assert_refused("--data", str(self.folder / "none")))

    def test_several_headers_are_chosen_by_what_their_names_begin_with(self):
        for header in ("deque", "sorted_map", "sorted_set"):
            self.install(header)
        status, out, _ = self.run_main("--only", "sorted")
        self.assertEqual(status, 0)
        self.assertIn("sorted_map (-O2)", out)
        self.assertIn("sorted_set (-O2)", out)
        self.assertNotIn("deque (-O2)", out)

    def test_a_family_is_chosen_by_its_name(self):
        for header in ("deque", "heap", "heapq", "merge", "quick_heap"):
            self.install(header)
        status, out, _ = self.run_main("--only", "heap")
        self.assertEqual(status, 0)
        for header in ("heap", "heapq", "merge", "quick_heap"):
            self.assertIn(f"{header} (-O2)", out)
        self.assertNotIn("deque (-O2)", out)

    def test_a_power_of_two_is_taken_where_its_round_neighbour_is(self):
        def taken(mode, type_, n):
            return mode.takes(Case("lower_bound", type_, "cairn", n), "bisect")

        self.assertTrue(taken(plan.QUICK, "u64", 1 << 12) and taken(plan.QUICK, "string", 1 << 16))
        self.assertFalse(taken(plan.QUICK, "u32", 1 << 22) or taken(plan.QUICK, "u64", 256))
        self.assertTrue(taken(plan.DEFAULT, "u32", 1 << 22) and taken(plan.DEFAULT, "u64", 256))
        self.assertFalse(taken(plan.DEFAULT, "string", 1 << 20))
        self.assertTrue(taken(plan.FULL, "u32", 1 << 26))

    def test_what_is_asked_for_is_what_gets_built(self):
        def built(*names):
            out, err = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = headers.main(names)
            return status, out.getvalue().split(), err.getvalue()

        self.assertEqual(built("deque", "dict"), (0, ["deque", "dict"], ""))
        for name, members in headers.FAMILIES.items():
            status, found, _ = built(name)
            self.assertEqual(status, 0)
            self.assertLessEqual(members, set(found))
        status, found, err = built("deque", "dequeue")
        self.assertEqual((status, found), (2, []))
        self.assertIn("no benchmark of 'dequeue'", err)

    def test_a_trace_of_the_data_folder_is_handed_on(self):
        (self.folder / "data" / "traces").mkdir(parents=True)
        self.assertEqual(run.find_traces(self.folder / "data"), [])
        self.write("data/traces/cloudPhysicsIO.txt", b"7\n9\n7\n")
        (name, path), = run.find_traces(self.folder / "data")
        self.assertEqual((name, path.name), ("cloudPhysicsIO", "cloudPhysicsIO.txt"))

    def test_so_are_its_graphs(self):
        (self.folder / "data" / "graph").mkdir(parents=True)
        self.assertEqual(run.find_graphs(None), [])
        self.assertEqual(run.find_graphs(self.folder / "data"), [])
        self.write("data/graph/town.gr", b"a 0 1 7\n")
        (name, path), = run.find_graphs(self.folder / "data")
        self.assertEqual((name, path.name), ("town", "town.gr"))

    def test_a_program_that_fails_is_quoted(self):
        self.install()
        path = self.folder / "build" / "bench_counter"
        path.write_text("#!/bin/sh\necho it hurts >&2\nexit 3\n")
        self.assertIn("bench_counter: it hurts", self.assert_refused())

    def test_an_empty_text_is_no_error(self):
        self.install()
        status, out, _ = self.run_main("--text", self.write("empty.txt", b""))
        self.assertEqual(status, 0)
        self.assertIn("holds no words", out)

    def test_a_packed_text_of_the_data_folder_is_unpacked(self):
        import gzip
        self.install()
        (self.folder / "data" / "text").mkdir(parents=True)
        with gzip.open(self.folder / "data" / "text" / "big.txt.gz", "wb") as file:
            file.write(b"one two three four")
        status, out, _ = self.run_main("--data", str(self.folder / "data"))
        self.assertEqual(status, 0)
        self.assertIn("big: 4 words", out)

    def test_a_damaged_packed_text_is_told_in_one_line(self):
        self.install()
        (self.folder / "data" / "text").mkdir(parents=True)
        (self.folder / "data" / "text" / "big.txt.gz").write_bytes(b"not packed at all")
        self.assertIn("cannot unpack", self.assert_refused("--data", str(self.folder / "data")))


if __name__ == "__main__":
    unittest.main()
