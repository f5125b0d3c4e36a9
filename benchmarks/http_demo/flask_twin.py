# SPDX-License-Identifier: BSL-1.0
"""The demo's cached routes as a Flask user writes them: the same SQLite file, functools.lru_cache.

    TWIN_DATABASE=demo.sqlite3 gunicorn flask_twin:app
"""
import functools
import os
import random
import sqlite3
import threading

from flask import Flask, abort, jsonify, request

app = Flask(__name__)
local = threading.local()


def database():
    """A connection for each thread, kept open."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(f"file:{os.environ['TWIN_DATABASE']}?mode=ro", uri=True)
    return local.connection


def task_of(row):
    task = {"id": row[0], "title": row[1], "done": bool(row[2])}
    if row[3]:
        task["priority"] = row[3]
    return task


@app.get("/hello")
def hello():
    return jsonify(message="Hello, World!")


@functools.lru_cache(1000)
def find_task(number):
    row = database().execute("SELECT id, title, done, priority FROM tasks WHERE id = ?",
                             (number,)).fetchone()
    return task_of(row) if row else None


@app.get("/tasks/<int:number>")
def show_task(number):
    task = find_task(number)
    if task is None:
        abort(404)
    return jsonify(task=task)


@functools.lru_cache(1000)
def find_words(words, limit):
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = database().execute(
        "SELECT id, title, done, priority FROM tasks WHERE title LIKE ? ESCAPE '\\' "
        "ORDER BY title, id LIMIT ?", (f"%{escaped}%", limit))
    return [task_of(row) for row in rows]


@app.get("/search")
def search():
    results = find_words(request.args["q"], min(request.args.get("limit", 20, type=int), 100))
    return jsonify(results=results, count=len(results))


@functools.lru_cache(20_000)
def find_world(number):
    return {"id": number, "randomNumber": random.randint(1, 10_000)}


@app.get("/cached-queries")
def cached_queries():
    count = min(max(request.args.get("count", 1, type=int), 1), 500)
    return jsonify([find_world(random.randint(1, 10_000)) for _ in range(count)])
