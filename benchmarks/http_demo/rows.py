# SPDX-License-Identifier: BSL-1.0
"""The rows of the table: speed. What the cache itself does is in cache_rows.py."""
import statistics

import contestants
import loads
from processes import BenchmarkError
from session import Running, rates
from table import Row, ratio_text

CONNECTIONS = 64
TYPICAL = "/search?q=cache"  # 20 tasks


def hello_and_tasks(session):
    """The routes of the comparison with Flask: {title: (path, file of paths, paths to warm up)}.

    A thousand distinct URLs of a kind, so that lru_cache(1000) and the demo hold all of them: what is
    compared is a hit with a hit."""
    searches = [f"/search?q={word}" for word in session.terms()]
    tasks = [f"/tasks/{number}" for number in range(1, 1001)]
    return {
        "cached /search": ("/", loads.write_paths(loads.zipf(searches), session.folder), searches),
        "cached /tasks/<id>": ("/", loads.write_paths(loads.zipf(tasks), session.folder), tasks),
        "/hello": ("/hello", None, ["/hello"]),
    }


def on_and_off(session):
    """Row 1: what the cache makes of an expensive route."""
    searches = [f"/search?q={word}" for word in session.terms()]
    row = Row("/search, cache on / off (Zipf, 1,000 terms)", peer="off", target=100)
    with Running() as up:
        on, off = up(session.demo()), up(session.demo("--cache=off", name="cairn-off"))
        paths = loads.write_paths(loads.zipf(searches), session.folder)
        loads.warm(on.port, searches)
        values = session.take_turns(row.title, {
            "on": lambda: loads.wrk(on, paths_file=paths, seconds=session.seconds),
            "off": lambda: loads.wrk(off, paths_file=paths, seconds=session.seconds)})
    row.ours = rates(row.notes, "on", values["on"])
    row.theirs = rates(row.notes, "off", values["off"])
    return [row]


def against_flask(session):
    """Row 2: the same routes of the same application in Flask, with functools.lru_cache."""
    if "flask" in session.absent:
        return []
    rows = []
    with Running() as up:
        ours, *theirs = (up(session.demo()), up(contestants.flask_sync(session.folder)),
                         up(contestants.flask_threads(session.folder)))
        ceiling = [] if "nginx" in session.absent else [up(contestants.nginx(session.folder, 27))]
        for title, (path, paths, first) in hello_and_tasks(session).items():
            for server in (ours, *theirs):
                loads.warm(server.port, first)
            values = session.take_turns(f"{title} against Flask", {
                server.name: lambda server=server: loads.wrk(server, path, paths, CONNECTIONS, session.seconds)
                for server in (ours, *theirs, *ceiling)})
            for peer in theirs:
                row = Row(f"{title}, against Flask + lru_cache", peer=peer.name, target=30)
                row.ours = rates(row.notes, "cairn", values["cairn"])
                row.theirs = rates(row.notes, peer.name, values[peer.name])
                row.notes.append(cost_note({name: values[name] for name in ("cairn", peer.name)}))
                if ceiling:
                    row.notes.append(ceiling_note(values["nginx"], values[peer.name]))
                rows.append(row)
    return rows


def cost_note(values):
    """The rate is that of server and load generator together; this is the server's part alone."""
    costs = {name: statistics.median(each.cost for each in found) for name, found in values.items()}
    return "processor time of a request: " + ", ".join(f"{name} {cost:.1f} us" for name, cost in costs.items())


def ceiling_note(nginx, theirs):
    """What the machine's sockets allow: nobody who answers one request at a time gets much beyond this."""
    ratio = statistics.median(a.per_second / b.per_second for a, b in zip(nginx, theirs))
    return f"nginx's return 200 of 27 B, in the same turns: {ratio_text(ratio)}"


def cached_hit(server, path):
    """Asks twice; returns the size of the body."""
    server.get(path)
    status, headers, body = server.get(path)
    if status != 200 or headers["X-Cache"] != "HIT":
        raise BenchmarkError(f"{path} is not cached")
    return len(body)


def against_nginx(session):
    """Row 3: a cached hit against `return 200` with as many bytes, and one connection as well."""
    if "nginx" in session.absent:
        return []
    rows = []
    path = TYPICAL
    with Running() as up:
        ours = up(session.demo())
        size = cached_hit(ours, path)
        nginx = up(contestants.nginx(session.folder, size))
        for connections, target in ((CONNECTIONS, 0.9), (1, None)):
            row = Row(f"cached hit of {size:,} B, c={connections}, against return 200", peer="nginx",
                      target=target)
            values = session.take_turns(row.title, {
                server.name: lambda server=server: loads.wrk(server, path, connections=connections,
                                                             seconds=session.seconds)
                for server in (ours, nginx)})
            row.ours = rates(row.notes, "cairn", values["cairn"])
            row.theirs = rates(row.notes, "nginx", values["nginx"])
            row.notes.append(cost_note(values))
            rows.append(row)
    return rows


def fixed_rate(session):
    """Row 4: how long the slowest hundredth waits when 20,000 requests arrive in a second."""
    if "nginx" in session.absent or "h2load" in session.absent:
        return []
    path = TYPICAL
    row = Row("p99 of a cached hit at 20,000 requests/s", unit="us", peer="nginx", target=1.2, at_most=True)
    middle = Row("p50 of a cached hit at 20,000 requests/s", unit="us", peer="nginx")
    with Running() as up:
        ours = up(session.demo())
        nginx = up(contestants.nginx(session.folder, cached_hit(ours, path)))
        values = session.take_turns(row.title, {
            server.name: lambda server=server: loads.fixed_rate(
                server, path, seconds=max(2, round(2 * session.seconds)), folder=session.folder)
            for server in (ours, nginx)})
    row.ours, row.theirs = ([value.p99 for value in values[name]] for name in ("cairn", "nginx"))
    middle.ours, middle.theirs = ([value.p50 for value in values[name]] for name in ("cairn", "nginx"))
    slow = [f"{name} {min(value.per_second for value in values[name]):,.0f}/s" for name in values
            if min(value.per_second for value in values[name]) < 19_000]
    if slow:
        row.notes.append(f"the load generator did not reach its rate: {', '.join(slow)}")
    return [row, middle]


def against_h2o(session):
    """Row 6: TechEmpower's cached queries; objects are cached, and every answer is written anew."""
    if "h2o" in session.absent:
        return []
    rows = []
    with Running() as up:
        servers = [up(session.demo())] + [
            up(contestants.h2o(session.h2o_program, session.folder, hashing)) for hashing in ("own", "mixed")]
        for count in (20, 100):
            path = f"/cached-queries?count={count}"
            for server in servers:
                loads.wrk(server, path, seconds=1)  # every row has been read once
            values = session.take_turns(f"cached queries, {count} of them", {
                server.name: lambda server=server: loads.wrk(server, path, connections=CONNECTIONS,
                                                             seconds=session.seconds)
                for server in servers})
            for server in servers[1:]:
                row = Row(f"cached queries, count={count}, against libh2o's cache", peer=server.name,
                          target=2 if "own" in server.name else None)
                row.ours = rates(row.notes, "cairn", values["cairn"])
                row.theirs = rates(row.notes, server.name, values[server.name])
                rows.append(row)
    return rows
