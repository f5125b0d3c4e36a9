# SPDX-License-Identifier: BSL-1.0
"""Who takes part: the demo, nginx, the Flask twin under gunicorn, and libh2o with its own cache."""
import importlib.util
import os
import pathlib
import shutil
import subprocess

from processes import BenchmarkError, Server, free_port

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3" if pathlib.Path("/usr/bin/python3").exists() else "python3"  # Debian's own


def demo(program, folder, *options, name="cairn"):
    """The demo on the database in the folder, which the first one to run seeds with 10,000 tasks."""
    port = free_port()
    command = [program, "--port", port, "--database", folder / "demo.sqlite3", "--data", folder,
               "--tasks", "10000", "--fast-passwords", "--quiet", *options]
    return Server(name, command, port, "/healthz", log=folder / f"{name}-{port}.log",
                  environment={"DEMO_SECRET": "0123456789abcdef" * 4})


# -- nginx ------------------------------------------------------------------------------------------

NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 200 '{body}'; }}
    }}
}}
"""


def find(tool):
    """Debian keeps some programs where not everybody looks."""
    return shutil.which(tool, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")


def nginx(folder, body_bytes):
    """`return 200` with a JSON body of so many bytes: no file, no cache, no look-up."""
    port = free_port()
    body = '{"text":"' + "x" * max(0, body_bytes - 11) + '"}'
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, body=body))
    return Server("nginx", [find("nginx"), "-e", folder / "nginx-error.log", "-c", configuration, "-p", folder],
                  port, log=folder / f"nginx-{port}.log")


# -- Flask under gunicorn ---------------------------------------------------------------------------

def flask(folder, *options, name):
    port = free_port()
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--chdir", HERE, "--log-level", "critical",
               "--workers", "1", *options, "flask_twin:app"]
    return Server(name, command, port, "/hello", log=folder / f"{name}-{port}.log",
                  environment={"TWIN_DATABASE": str(folder / "demo.sqlite3"),
                               "PYTHONDONTWRITEBYTECODE": "1"})


def flask_sync(folder):
    return flask(folder, name="gunicorn sync")


def flask_threads(folder):
    return flask(folder, "--worker-class", "gthread", "--threads", "4", name="gunicorn gthread")


# -- libh2o -----------------------------------------------------------------------------------------

def compile_h2o(folder):
    """The program, or None and why there is none."""
    compiler = os.environ.get("CC") or shutil.which("cc")
    if not compiler:
        return None, "no C compiler"
    program = folder / "h2o_cached"
    result = subprocess.run([compiler, "-O2", "-DNDEBUG", HERE / "h2o_cached.c", "-o", program,
                             "-lh2o-evloop"], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return None, "it cannot be compiled: libh2o-evloop-dev is not there"
    return program, None


def h2o(program, folder, hashing):
    port = free_port()
    name = f"h2o ({hashing} hash)"
    return Server(name, [program, port, hashing], port, "/cached-queries", log=folder / f"h2o-{port}.log")


# -- what is there ----------------------------------------------------------------------------------

def has_module(name):
    """Asked of the interpreter that gunicorn runs on."""
    if os.path.realpath(PYTHON) == os.path.realpath("/proc/self/exe"):
        return importlib.util.find_spec(name) is not None
    return subprocess.run([PYTHON, "-c", f"import {name}"], capture_output=True,
                          check=False).returncode == 0


def absent_peers(h2o_problem):
    """{peer: why it does not take part}"""
    absent = {}
    if not find("nginx"):
        absent["nginx"] = "not installed (Debian: nginx-light)"
    if not shutil.which("gunicorn"):
        absent["flask"] = "gunicorn is not installed (Debian: gunicorn)"
    elif not has_module("flask"):
        absent["flask"] = "Flask is not installed (Debian: python3-flask)"
    if h2o_problem:
        absent["h2o"] = h2o_problem
    if not has_module("cachelib"):
        absent["cachelib"] = "not installed (Debian: python3-cachelib)"
    if not shutil.which("h2load"):
        absent["h2load"] = "not installed (Debian: nghttp2-client)"
    return absent


def need_wrk():
    if not shutil.which("wrk"):
        raise BenchmarkError("wrk is not installed (Debian: wrk)")
