#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What is in deploy/: the container, the manifests, the service, the workflow; and the API's description.

    deployment.py --program PATH [--quick]

The static program is built beside the tree that PATH was built in.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import unittest

import running
from peers import ROOT, Redis, accepts, find, free_port, needs, skip_unless

HERE = pathlib.Path(__file__).resolve().parent
DEPLOY = ROOT / "examples/http_demo/deploy"
MODULES = HERE / "node_modules"
SECRET = "0123456789abcdef0123456789abcdef"


def run(*command, timeout=600, **keywords):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=timeout, **keywords)


def validate(kind, path):
    return run("node", HERE / "validate.mjs", kind, path)


def from_npm(package):
    """Skips what needs a package that `npm ci` has not installed."""
    return skip_unless(find("node") and (MODULES / package).exists(), f"no {package} (npm ci in tests/http_demo)")


def changed(text, old, new):
    """A file with one thing wrong in it: a validator that does not mind is none."""
    assert old in text
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
        file.write(text.replace(old, new, 1))
    return pathlib.Path(file.name)


class Descriptions(running.Case):
    @from_npm("kubernetes-models")
    def test_I10_deployment_service_and_autoscaler_validate(self):
        checked = validate("kubernetes", DEPLOY / "kubernetes.yaml")
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for kind in ("Deployment", "Service", "HorizontalPodAutoscaler"):
            self.assertIn(f"{kind} cairn-demo\n", checked.stdout)
        text = (DEPLOY / "kubernetes.yaml").read_text()
        for old, new in (("containerPort: 8080", 'containerPort: "8080"'), ("maxReplicas: 4", "maxReplicas: many"),
                         ("  selector:\n    matchLabels: {app: cairn-demo}\n", "")):
            bad = changed(text, old, new)
            self.addCleanup(bad.unlink)
            self.assertEqual(validate("kubernetes", bad).returncode, 1, old)

    def test_I10_probes_point_at_what_is_there(self):
        text = (DEPLOY / "kubernetes.yaml").read_text()
        paths = set(re.findall(r"httpGet: \{path: (\S+), port: (\w+)\}", text))
        self.assertEqual(paths, {("/healthz", "http")})
        self.assertIn("{name: http, containerPort: 8080}", text)
        self.assertIn("- name: PORT\n              value: \"8080\"", text)
        with running.Server(running.program()) as server:
            for path, _ in paths:
                self.assertEqual(server.get(path).status, 200)

    def test_I10_nothing_runs_as_root(self):
        text = (DEPLOY / "kubernetes.yaml").read_text()
        pods = text.count("containers:")
        for wanted in ("runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false",
                       "drop: [ALL]", "limits:"):
            self.assertEqual(text.count(wanted), pods, wanted)
        self.assertIn("\nUSER 65532:65532\n", (DEPLOY / "Containerfile").read_text())

    @from_npm("@action-validator/cli")
    def test_A6_the_workflow_validates(self):
        validator = MODULES / ".bin/action-validator"
        workflow = DEPLOY / "workflow.yml"
        for path in (workflow, *(ROOT / ".github/workflows").glob("*.yml")):
            checked = run(validator, path)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        for old, new in (("runs-on", "runs-of"), ("steps:", "stepz:")):
            bad = changed(workflow.read_text(), old, new)
            self.addCleanup(bad.unlink)
            self.assertNotEqual(run(validator, bad).returncode, 0, old)

    def test_A6_every_step_is_a_command_that_exists(self):
        commands = re.findall(r"^\s*(?:- )?run: (.*)$", (DEPLOY / "workflow.yml").read_text(), re.MULTILINE)
        self.assertGreaterEqual(len(commands), 2)
        usage = run(ROOT / "dev", "help").stdout
        for line in commands:
            words = shlex.split(line)
            self.assertEqual(words[0], "./dev", line)
            known = [entry for entry in usage.splitlines() if entry.startswith(f"  {words[1]} ")]
            self.assertTrue(known, f"{line}: ./dev help does not know it")
            described = usage + (run("python3", ROOT / "benchmarks/http_demo/bench.py", "--help").stdout
                                 if words[1] == "bench" else "")
            for option in words[2:]:
                self.assertIn(option, described, line)

    @from_npm("@seriousme/openapi-schema-validator")
    def test_I1_the_description_of_the_interface_validates(self):
        with running.Server(running.program()) as server, tempfile.TemporaryDirectory() as folder:
            document = server.get("/openapi.json")
            self.assertEqual(document.status, 200)
            path = pathlib.Path(folder, "openapi.json")
            path.write_bytes(document.body)
            checked = validate("openapi", path)
            self.assertEqual(checked.returncode, 0, checked.stderr)
            bad = document.json()
            del bad["info"]
            path.write_text(json.dumps(bad))
            self.assertEqual(validate("openapi", path).returncode, 1)

    def test_A6_the_lock_file_names_no_registry(self):
        text = (HERE / "package-lock.json").read_text()
        lock = json.loads(text)
        packages = {name: entry for name, entry in lock["packages"].items() if name}
        self.assertFalse([name for name, entry in packages.items() if "resolved" in entry])
        self.assertFalse([name for name, entry in packages.items() if not entry.get("integrity")])
        self.assertNotIn("registry", text)
        wanted = json.loads((HERE / "package.json").read_text())["devDependencies"]
        self.assertEqual(lock["packages"][""]["devDependencies"], wanted)

    @needs("systemd-analyze")
    def test_I9_systemd_takes_the_service(self):
        unit = (DEPLOY / "cairn-demo.service").read_text()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "cairn-demo.service")
            path.write_text(unit.replace("/usr/local/bin/http_demo", running.program()))
            checked = run("systemd-analyze", "verify", path)
            self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
            path.write_text(path.read_text().replace("Restart=on-failure", "Restart=perhaps"))
            self.assertNotEqual(run("systemd-analyze", "verify", path).stderr, "")
            path.write_text(unit)
            exposed = run("systemd-analyze", "security", "--offline=true", path).stdout
            if found := re.search(r"exposure level for \S+ ([\d.]+)", exposed):
                print(f"systemd-analyze security: {found[1]} of 10, the less the better")
                self.assertLessEqual(float(found[1]), 2.0)

    def test_I9_the_options_of_service_and_image_exist(self):
        known = run(running.program(), "--help").stdout
        for name in ("cairn-demo.service", "Containerfile", "kubernetes.yaml"):
            lines = [line for line in (DEPLOY / name).read_text().splitlines()
                     if re.match(r"ExecStart=|ENTRYPOINT|\s+args: \[\"--redis\"", line)]
            self.assertEqual(len(lines), 1, name)
            for option in re.findall(r"--[a-z-]+", lines[0]):
                self.assertIn(option + " ", known, name)


def static_program():
    """Builds it; ccache makes that a matter of seconds the second time."""
    tree = next(path for path in pathlib.Path(running.program()).parents if (path / "CMakeCache.txt").exists())
    cache = dict(re.findall(r"^(CMAKE_(?:CXX_COMPILER|CXX_FLAGS|BUILD_TYPE|GENERATOR)):\w+=(.*)$",
                            (tree / "CMakeCache.txt").read_text(), re.MULTILINE))
    generator = cache.pop("CMAKE_GENERATOR")
    static = tree.with_name(tree.name + "-static")
    # The same compiler and flags as those of the program, so ccache has seen most of it.
    steps = [["cmake", "-S", ROOT, "-B", static, "-G", generator, *(f"-D{name}={value}" for name, value in cache.items()),
              "-DCAIRN_DEVELOPER=ON", "-DCAIRN_BUILD_DEMO=ON", "-DCAIRN_DEMO_STATIC=ON", "-DCAIRN_TESTS=OFF",
              "-DCAIRN_EXAMPLES=OFF"],
             ["cmake", "--build", static, "--target", "http_demo", "--parallel", os.cpu_count() or 1]]
    for step in steps:
        done = run(*step, timeout=1800)
        if done.returncode != 0:
            raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    return static / "examples/http_demo/http_demo"


@running.slow
@needs("buildah", "cmake")
class Image(running.Case):
    """The image, built and run without a daemon. Its root is a folder that nobody may write to."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="http_demo-image-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        probe = cls.buildah("from", "scratch")
        if probe.returncode != 0:
            raise unittest.SkipTest(f"no container can be made here: {probe.stderr.strip()[-200:]}")
        cls.program = static_program()
        context = cls.folder / "image"
        (context / "data").mkdir(parents=True)
        shutil.copy(cls.program, context / "http_demo")
        built = cls.buildah("bud", "-t", "cairn-demo", "-f", DEPLOY / "Containerfile", context)
        assert built.returncode == 0, built.stdout + built.stderr
        cls.container = cls.buildah("from", "cairn-demo").stdout.strip()
        cls.config = json.loads(cls.buildah("inspect", "--type", "image", "cairn-demo").stdout)["OCIv1"]
        cls.addClassCleanup(cls.buildah, "rm", "--all")

    @classmethod
    def buildah(cls, *arguments):
        return run(*cls.command(), *arguments)

    @classmethod
    def command(cls):
        return ["buildah", "--root", str(cls.folder / "store"), "--runroot", str(cls.folder / "run"),
                "--storage-driver", "vfs"]

    def entrypoint(self):
        """Here the container is in the machine's own network, so it has to stay on loopback."""
        return [*self.config["config"]["Entrypoint"], "--host", "127.0.0.1"]

    def answered(self, command, port, env):
        """Starts it; returns the seconds until /healthz answered 200, and the process."""
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env)
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.wait)
        self.addCleanup(child.terminate)
        while not accepts(("127.0.0.1", port)):
            self.assertIsNone(child.poll(), "it ended")
            self.assertLess(time.monotonic() - start, 10, "it does not listen")
            time.sleep(0.005)
        self.assertEqual(running.Server.get(Port(port), "/healthz").status, 200)
        return time.monotonic() - start, child

    def test_I10_the_program_is_static_and_the_image_small(self):
        self.assertIn(b"\x7fELF", self.program.read_bytes()[:4])
        headers = run("readelf", "--program-headers", self.program).stdout
        self.assertNotIn("INTERP", headers)
        archive = self.folder / "image.tar"
        self.assertEqual(self.buildah("push", "cairn-demo", f"oci-archive:{archive}").returncode, 0)
        size = json.loads(self.buildah("images", "--json").stdout)
        print(f"program {self.program.stat().st_size / 1e6:.1f} MB, image {size[0]['size']}, "
              f"as an archive {archive.stat().st_size / 1e6:.1f} MB")
        self.assertLessEqual(self.program.stat().st_size, 10_000_000)
        self.assertEqual(self.config["config"]["User"], "65532:65532")
        self.assertIn("PORT=8080", self.config["config"]["Env"])
        self.assertFalse([entry for entry in self.config["config"]["Env"] if "SECRET" in entry])

    def test_I10_its_container_answers(self):
        port = free_port()
        took, _ = self.answered([*self.command(), "run", "--isolation", "chroot", "--env", f"PORT={port}", "--env",
                                 f"DEMO_SECRET={SECRET}", self.container, "--", *self.entrypoint()],
                                port, os.environ)
        print(f"the container answers after {took:.2f} s, buildah's own start included")
        self.assertIn("Learn Python", running.Server.get(Port(port), "/tasks/1").text)

    @needs("redis-server")
    def test_I10_it_finds_a_redis_that_is_given_by_a_number(self):
        with Redis() as redis:
            options = ["--redis", redis.address]
            with running.Server(self.program, *options) as one, \
                    running.Server(self.program, *options, "--database", one.database) as other:
                one.get("/search?q=task")
                self.assertEqual(other.get("/search?q=task").headers["X-Cache"], "HIT-L2")

    @skip_unless(os.geteuid() == 0 and find("unshare"), "needs root to mount a root that nobody may write to")
    def test_I9_port_9000_a_read_only_root_and_no_rights(self):
        root = self.buildah("mount", self.container).stdout.strip()
        self.folder.chmod(0o711)
        port = 9000 if not accepts(("127.0.0.1", 9000)) else free_port()
        script = ('mount --make-rprivate / && mount --bind "$0" "$0" && mount --bind "$1" "$0/data" && '
                  'mount -o remount,ro,bind "$0" && shift && exec chroot --userspec=65532:65532 "$@"')
        for number in range(3):  # a machine that is busy with something else gets another chance
            data = self.folder / f"data{number}"
            data.mkdir()
            os.chown(data, 65532, 65532)
            took, child = self.answered(["unshare", "--mount", "sh", "-c", script, root, str(data), root,
                                         *self.entrypoint()],
                                        port, {"PORT": str(port), "DEMO_SECRET": SECRET, "PATH": os.environ["PATH"]})
            if took < 1.0:
                break
            child.terminate()
            child.wait(15)
        status = pathlib.Path(f"/proc/{child.pid}/status").read_text()
        self.assertRegex(status, r"\nUid:\t65532\t65532\t65532\t65532\n")
        mounts = pathlib.Path(f"/proc/{child.pid}/mountinfo").read_text().splitlines()
        options = [line.split()[5] for line in mounts if line.split()[4] == "/"]
        self.assertTrue(options and options[-1].startswith("ro"), options)
        print(f"PORT={port}, nothing but /data to write to, user 65532: /healthz 200 after {took:.2f} s")
        self.assertLess(took, 1.0)
        # What needs files of its own at run time would fail here: sorting, passwords, writing.
        client = Port(port)
        self.assertEqual(client.get("/search?q=task&limit=100").status, 200)
        self.assertEqual(client.get("/reports/words").status, 200)
        token = client.post("/token", {"username": "test", "password": "password"}).json()["access_token"]
        made = client.post("/tasks", {"title": "In a container"}, {"Authorization": f"Bearer {token}"})
        self.assertEqual(made.status, 201, made.text)
        child.terminate()
        self.assertEqual(child.wait(15), 0)


class Port:
    """A server that running.Server has not started."""

    def __init__(self, port):
        self.port = port

    get, post, request = running.Server.get, running.Server.post, running.Server.request


if __name__ == "__main__":
    running.main()
