# SPDX-License-Identifier: BSL-1.0
"""What the server answers to bytes as they come, well-formed or hostile, and whether the connection stays.

    python3 tests/http_demo/sockets.py --program PATH [--quick]
"""

import socket
import time

import running
from wire import HOST, Wire, chunked, get, post, sized

DEADLINE = 1.0  # seconds; the program's own is ten


class Sockets(running.Case):
    @classmethod
    def setUpClass(cls):
        cls.server = running.Server(running.program(), "--deadline", DEADLINE, "--quiet",
                                    "--login-limit", 1000).start()

    @classmethod
    def tearDownClass(cls):
        status = cls.server.stop()
        errors = cls.server.errors
        cls.server.__exit__()
        assert status == 0, (status, errors)
        assert not errors, errors

    def wire(self, timeout=5.0):
        return Wire(self.server.port, timeout)

    def check(self, name, data, status, stays):
        """One request: its status, and then an ordinary one is answered, or the connection is at its end."""
        with self.subTest(name), self.wire() as wire:
            answer = wire.send(data).answer()
            self.assertIsNotNone(answer, "no answer")
            self.assertEqual(answer[0], status, answer)
            self.assertEqual(answer[1].get("connection") == "close", not stays, answer)
            if not stays:
                self.assertTrue(wire.closed(), "stays open")
                return
            answer = wire.send(get()).answer()
            self.assertEqual((answer or [None])[0], 200, "the request behind it")

    # -- requests that are good -----------------------------------------------------------------------

    def test_good(self):
        for name, data, status in [
            ("plain", get(), 200),
            ("unknown path", get(b"/nowhere"), 404),
            ("unknown method", b"BREW /hello HTTP/1.1\r\n" + HOST + b"\r\n", 405),
            ("absolute form", get(b"http://localhost/hello?a=1"), 200),
            ("absolute form without a path", get(b"http://localhost?a=1"), 200),
            ("asterisk", b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 204),
            ("empty lines before it", b"\r\n\r\n" + get(), 200),
            ("percent encoding", get(b"/%68ello?a=%20"), 200),
            ("empty host", b"GET /hello HTTP/1.1\r\nHost:\r\n\r\n", 200),
            ("body of a GET", get(b"/hello", b"Content-Length: 3\r\n") + b"abc", 200),
            ("body", sized(b"username=test&password=wrong"), 401),
            ("chunked body", chunked(b"8\r\nusername\r\n14;a=b\r\n=test&password=wrong\r\n0\r\n\r\n"), 401),
            ("trailers", chunked(b"1\r\na\r\n0\r\nContent-Length: 5\r\nHost: b\r\n\r\n"), None),
            ("the same length twice", post(b"a=b", b"Content-Length: 3\r\nContent-Length: 3\r\n"), None),
        ]:
            if status:
                self.check(name, data, status, stays=True)
                continue
            with self.subTest(name), self.wire() as wire:  # either is good, two answers are not
                self.assertLess(wire.send(data).answer()[0], 500)

    def test_head_has_the_length_and_no_body(self):
        with self.wire() as wire:
            body = wire.send(get()).answer()[2]
            status, headers, _ = wire.send(get().replace(b"GET", b"HEAD")).answer(b"HEAD")
            self.assertEqual((status, int(headers["content-length"])), (200, len(body)))
            self.assertEqual(wire.send(get()).answer()[2], body)

    def test_versions(self):
        with self.wire() as wire:
            status, headers, _ = wire.send(get(version=b"1.0")).answer()
            self.assertEqual((status, headers.get("connection")), (200, "close"))
            self.assertTrue(wire.closed())
        with self.wire() as wire:
            for _ in range(2):
                stays = get(more=b"Connection: Keep-Alive\r\n", version=b"1.0")
                status, headers, _ = wire.send(stays).answer()
                self.assertEqual((status, headers.get("connection")), (200, "keep-alive"))
        self.check("1.0 without Host", b"GET /hello HTTP/1.0\r\n\r\n", 200, stays=False)
        self.check("asked to close", get(more=b"Connection: close\r\n"), 200, stays=False)
        self.check("2.0", get(version=b"2.0"), 400, stays=False)

    def test_expect_continue(self):
        with self.wire() as wire:
            wire.send(post(b"", b"Content-Length: 10\r\nExpect: 100-continue\r\n"))
            self.assertEqual(wire.answer()[0], 100)
            self.assertEqual(wire.send(b"username=a").answer()[0] // 100, 4)
        large = post(b"", b"Content-Length: 100000000\r\nExpect: 100-continue\r\n")
        self.check("too large: refused before it is sent", large, 413, stays=False)
        self.check("another expectation", get(more=b"Expect: magic\r\n"), 417, stays=False)

    def test_bytes_one_by_one(self):
        request = chunked(b"8\r\nusername\r\n5\r\n=test\r\n0\r\n\r\n") + get()
        with self.wire() as wire:
            for at in range(len(request)):
                wire.send(request[at:at + 1])
            self.assertEqual(wire.answer()[0] // 100, 4)
            self.assertEqual(wire.answer()[0], 200)

    # -- pipelining -----------------------------------------------------------------------------------

    def test_pipelined_requests_are_answered_in_order(self):
        with self.wire() as wire:
            wire.send(b"".join(get(b"/nowhere" if n % 10 == 3 else b"/hello") for n in range(100)))
            statuses = [wire.answer()[0] for _ in range(100)]
            self.assertEqual(statuses, [404 if n % 10 == 3 else 200 for n in range(100)])

    def test_slow_ones_among_pipelined_requests_keep_the_order(self):
        targets = [b"/hello", b"/search?q=milk", b"/tasks/1", b"/search?q=bread", b"/nowhere"] * 5
        with self.wire() as wire:
            expected = []
            for target in targets:
                status, _, body = wire.send(get(target)).answer()
                expected.append((status, body))
            wire.send(b"".join(get(target) for target in targets))
            answers = [wire.answer() for _ in targets]
            self.assertEqual([(status, body) for status, _, body in answers], expected)

    def test_bodies_among_pipelined_requests(self):
        with self.wire() as wire:
            wire.send((sized(b"x" * 20_000, b"/nowhere") + get() + chunked(b"3\r\na=b\r\n0\r\n\r\n")) * 3)
            self.assertEqual([wire.answer()[0] == 200 for _ in range(9)], [False, True, False] * 3)

    def test_what_comes_after_the_last_request_is_not_answered(self):
        with self.wire() as wire:
            wire.send(get() + get(more=b"Connection: close\r\n") + get())
            self.assertEqual([wire.answer()[0], wire.answer()[0], wire.answer()], [200, 200, None])

    # -- requests that are not ------------------------------------------------------------------------

    def test_malformed(self):
        for name, data in [
            ("garbage", b"\x00\x01\x02 garbage\r\n\r\n"),
            ("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200)),
            ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            ("no version", b"GET /hello\r\n\r\n"),
            ("two spaces", b"GET  /hello HTTP/1.1\r\n" + HOST + b"\r\n"),
            ("space in the URL", b"GET /he llo HTTP/1.1\r\n" + HOST + b"\r\n"),
            ("no slash", get(b"hello")),
            ("another scheme", get(b"ftp://localhost/hello")),
            ("CONNECT", b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n"),
            ("asterisk of GET", get(b"*")),
            ("bad percent encoding", get(b"/hello%zz")),
            ("bad percent encoding in the query", get(b"/hello?q=%2")),
            ("NUL in the path", get(b"/hello%00")),
            ("NUL in a value", get(more=b"A: b\x00c\r\n")),
            ("NUL in a name", get(more=b"A\x00: b\r\n")),
            ("space before the colon", get(more=b"Accept : x\r\n")),
            ("no colon", get(more=b"Accept\r\n")),
            ("no name", get(more=b": x\r\n")),
            ("line feed alone", b"GET /hello HTTP/1.1\nHost: localhost\n\n"),
            ("carriage return alone", get(more=b"A: b\rc\r\n")),
            ("folded line", get(more=b"A: b\r\n c\r\n")),
            ("folded empty line", get(more=b"A:\r\n b\r\n")),
            ("folded blank", get(more=b"A: b\r\n \r\n")),
            ("no Host", b"GET /hello HTTP/1.1\r\n\r\n"),
            ("two Hosts", get(more=b"Host: elsewhere\r\n")),
            ("Host that is a list", b"GET /hello HTTP/1.1\r\nHost: a, b\r\n\r\n"),
            ("Host with a path", b"GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        ]:
            self.check(name, data, 400, stays=False)

    def test_smuggling_shapes(self):
        hidden = get(b"/nowhere")
        for name, data, status in [
            ("two lengths", post(b"abcde", b"Content-Length: 3\r\nContent-Length: 5\r\n"), 400),
            ("list of lengths", post(b"abcde", b"Content-Length: 3, 5\r\n"), 400),
            ("negative length", post(hidden, b"Content-Length: -1\r\n"), 400),
            ("length with a sign", post(hidden, b"Content-Length: +3\r\n"), 400),
            ("hexadecimal length", post(hidden, b"Content-Length: 0x3\r\n"), 400),
            ("length beyond 64 bits", post(hidden, b"Content-Length: 18446744073709551617\r\n"), 400),
            ("length and chunked", chunked(b"0\r\n\r\n" + hidden, more=b"Content-Length: 3\r\n"), 400),
            ("chunked and length", post(b"0\r\n\r\n" + hidden,
                                        b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400),
            ("xchunked", post(hidden, b"Transfer-Encoding: xchunked\r\n"), 501),
            ("gzip, chunked", post(hidden, b"Transfer-Encoding: gzip, chunked\r\n"), 501),
            ("identity", post(hidden, b"Transfer-Encoding: identity\r\n"), 501),
            ("chunked twice", chunked(hidden, more=b"Transfer-Encoding: chunked\r\n"), 400),
            ("chunked, then identity", chunked(hidden, more=b"Transfer-Encoding: identity\r\n"), 400),
            ("chunked behind a tab", post(hidden, b"Transfer-Encoding:\x0bchunked\r\n"), 400),
            ("chunked in 1.0", chunked(b"0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"), 400),
            ("chunk without a size", chunked(b"\r\nabc\r\n0\r\n\r\n"), 400),
            ("chunk of a size that is none", chunked(b"xyz\r\nabc\r\n0\r\n\r\n"), 400),
            ("chunk that is longer than its size", chunked(b"3\r\nabcdef\r\n0\r\n\r\n"), 400),
            ("size beyond 64 bits", chunked(b"10000000000000001\r\na\r\n0\r\n\r\n"), 400),
            ("endless extension", chunked(b"1;" + b"a" * 30000), 400),
        ]:
            self.check(name, data, status, stays=False)

    def test_too_large(self):
        for name, data, status in [
            ("100 KB in one field", get(more=b"A: " + b"x" * 100_000 + b"\r\n"), 431),
            ("100 KB of URL", get(b"/" + b"x" * 100_000), 414),
            ("5000 fields", get(more=b"".join(b"A%d: b\r\n" % n for n in range(5000))), 431),
            ("200 short fields", get(more=b"a:\r\n" * 200), 431),
            ("announced body", sized(b"x" * 10_000_000), 413),
            ("announced and never sent", post(b"", b"Content-Length: 9999999999999\r\n"), 413),
            ("chunks without end", chunked(b"8000\r\n" + b"x" * 0x8000 + b"\r\n") +
                b"8000\r\n" + b"x" * 0x8000 + b"\r\n" + b"8000\r\n", 413),
            ("one chunk", chunked(b"fffffff\r\n" + b"x" * 1000), 413),
        ]:
            self.check(name, data, status, stays=False)
        self.check("8000 bytes in one field", get(more=b"A: " + b"x" * 8000 + b"\r\n"), 200, stays=True)

    # -- clients that take their time -----------------------------------------------------------------

    def test_many_idle_connections_do_not_delay_a_request(self):
        idle = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(600)]
        try:
            seconds = []
            for _ in range(5):  # of which one at least is not held up by what else the machine does
                began = time.monotonic()
                self.assertEqual(self.server.get("/hello").status, 200)
                seconds.append(time.monotonic() - began)
            self.assertLess(min(seconds), 0.1)
        finally:
            for one in idle:
                one.close()

    def check_drip(self, head, data):
        """Cut off at the deadline, or at most half a second later; a busy machine gets a second chance."""
        seconds = []
        while not seconds or (seconds[-1] > DEADLINE + 0.5 and len(seconds) < 4):
            with self.wire() as wire:
                began = time.monotonic()
                with wire.send(head).dripping(data):
                    self.assertEqual(wire.answer()[0], 408)
                    self.assertTrue(wire.closed())
                seconds.append(time.monotonic() - began)
        self.assertTrue(DEADLINE - 0.1 < seconds[-1] < DEADLINE + 0.5, seconds)

    @running.slow
    def test_dripped_header(self):
        self.check_drip(b"G", get(more=b"A: " + b"x" * 500 + b"\r\n")[1:])

    @running.slow
    def test_dripped_body(self):
        for head in [post(b"", b"Content-Length: 1000\r\n"), chunked(b"100\r\n")]:
            with self.subTest(head):
                self.check_drip(head, b"x" * 500)

    @running.slow
    def test_client_that_does_not_read(self):
        """It may ask for as much as fits the buffers of the two kernels; then it is cut off."""
        with self.wire(timeout=10) as wire:
            began = time.monotonic()
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with self.assertRaises(OSError):
                for _ in range(100_000):
                    wire.socket.sendall(get(b"/search?q=milk") * 50)
            self.assertLess(time.monotonic() - began, DEADLINE + 8)
            self.assertLess(self.server.resident(), 200 << 20)
        self.assertEqual(self.server.get("/hello").status, 200)

    def test_client_that_goes_away(self):
        for data in [b"GET /hel", get(b"/search?q=gone"), sized(b"a=b")[:-1], get() * 100]:
            with self.wire() as wire:
                wire.send(data)
        self.assertEqual(self.server.get("/hello").status, 200)


class Limits(running.Case):
    def test_more_connections_than_allowed(self):
        with running.Server(running.program(), "--connections", 5, "--quiet") as server:
            wires = [Wire(server.port) for _ in range(5)]
            for wire in wires:
                self.assertEqual(wire.send(get()).answer()[0], 200)
            with Wire(server.port) as sixth:
                status, headers, _ = sixth.send(get()).answer()
                self.assertEqual((status, headers["connection"]), (503, "close"))
            wires.pop().socket.close()
            for _ in range(100):
                with Wire(server.port) as again:
                    if again.send(get()).answer()[0] == 200:
                        break
                time.sleep(0.01)
            else:
                self.fail("the place that became free is not given away")
            for wire in wires:
                self.assertEqual(wire.send(get()).answer()[0], 200)
                wire.socket.close()


if __name__ == "__main__":
    running.main()
