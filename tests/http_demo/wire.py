# SPDX-License-Identifier: BSL-1.0
"""Requests as bytes, and a connection that sends them as they are."""

import contextlib
import socket
import threading

HOST = b"Host: localhost\r\n"


def get(target=b"/hello", more=b"", version=b"1.1"):
    return b"GET " + target + b" HTTP/" + version + b"\r\n" + HOST + more + b"\r\n"


def post(body=b"", more=b"", target=b"/login"):
    return b"POST " + target + b" HTTP/1.1\r\n" + HOST + more + b"\r\n" + body


def sized(body, target=b"/login"):
    return post(body, b"Content-Length: %d\r\n" % len(body), target)


def chunked(body, target=b"/login", more=b""):
    return post(body, b"Transfer-Encoding: chunked\r\n" + more, target)


class Wire:
    """A connection that says what it is told to, and reads answers one by one."""

    def __init__(self, port, timeout=5.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.bytes = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:  # it has hung up already: what it has said can be read still
            pass
        return self

    def _more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionError:
            got = b""
        self.bytes += got
        return bool(got)

    def answer(self, to=b"GET"):
        """(status, {name: value}, body) of the next answer, or None at the end of the connection."""
        while b"\r\n\r\n" not in self.bytes:
            if not self._more():
                return None
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        line, *fields = head.split(b"\r\n")
        status = int(line.split()[1])
        headers = {name.lower(): value for name, value in
                   (field.decode().split(": ", 1) for field in fields)}
        size = int(headers.get("content-length", 0))
        if to == b"HEAD" or status in (100, 204, 304):
            size = 0
        while len(self.bytes) < size:
            if not self._more():
                raise AssertionError("the connection ended within a body")
        body, self.bytes = self.bytes[:size], self.bytes[size:]
        return status, headers, body

    def closed(self):
        """Whether nothing but its end comes."""
        try:
            return not self.bytes and not self._more()
        except TimeoutError:
            return False

    @contextlib.contextmanager
    def dripping(self, data, every=0.1):
        """Meanwhile `data` is sent byte by byte."""
        done = threading.Event()

        def drip():
            for at in range(len(data)):
                if done.wait(every):
                    return
                self.send(data[at:at + 1])

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
