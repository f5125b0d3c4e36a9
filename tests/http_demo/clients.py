# SPDX-License-Identifier: BSL-1.0
"""Clients for the tests of load and faults: pipelining, reading and writing without end."""
import contextlib
import http.client
import socket
import threading


def bearer(server):
    answer = server.post("/token", {"username": "test", "password": "password"})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def add_task(server, title, who, timeout=30):
    return server.request("POST", "/tasks", {"title": title}, who, timeout)


class Pipeline:
    """One connection that sends many requests before it reads the answers."""

    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        self.file = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.socket.close()

    def get(self, paths):
        """[(status, {header: value})] of the answers, in the order of the paths."""
        self.socket.sendall("".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths).encode())
        return [self.read_answer() for _ in paths]

    def read_answer(self):
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline()) != b"\r\n":
            name, value = line.decode().split(":", 1)
            headers[name.lower()] = value.strip()
        self.file.read(int(headers["content-length"]))
        return status, headers


class Writers:
    """Threads that add tasks, one after the other, and remember what was acknowledged."""

    def __init__(self, server, count=4):
        self.acknowledged, self.unexpected = {}, []
        self.ended = threading.Event()
        who = bearer(server)
        self.threads = [threading.Thread(target=self.write, args=(server, who, number)) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def write(self, server, who, writer):
        number = 0
        while not self.ended.is_set():
            title = f"writer {writer} task {number}"
            try:
                answer = add_task(server, title, who)
            except (OSError, http.client.HTTPException):
                return  # killed
            if answer.status == 201:
                self.acknowledged[answer.json()["task"]["id"]] = title
            else:
                self.unexpected.append(answer)
            number += 1

    def join(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()


class Readers:
    """Clients that keep their connection and count answers, those that came in part among them."""

    def __init__(self, server, count=16):
        self.whole, self.broken, self.statuses = 0, [], set()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.read, args=(server.port, number)) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def read(self, port, number):
        paths = ["/hello", "/tasks/1", f"/search?q={number}", f"/tasks?limit={number + 1}"]
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            while True:
                for path in paths:
                    client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                    if not self.read_answer(client):
                        return

    def read_answer(self, client):
        """False if the connection ends here, as it may between two answers."""
        data = b""
        while not self.is_whole(data):
            try:
                part = client.recv(65536)
            except ConnectionResetError:
                part = b""
            if not part:
                if data:
                    self.broken.append(data)
                return False
            data += part
        with self.lock:
            self.whole += 1
            self.statuses.add(int(data.split()[1]))
        return b"connection: close" not in data.lower().split(b"\r\n\r\n")[0]

    @staticmethod
    def is_whole(data):
        head, blank, body = data.partition(b"\r\n\r\n")
        if not blank:
            return False
        length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                      if line.startswith(b"content-length:"))
        return len(body) >= length

    def join(self):
        for thread in self.threads:
            thread.join()
