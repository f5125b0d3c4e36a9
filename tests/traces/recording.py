# SPDX-License-Identifier: BSL-1.0
"""What every trace shares: a generator, the domains of keys, the format (see README.md), the driver.

A source is a subclass of Source whose operations are methods under @operation; it holds the Python
object and nothing else. This module draws operations and arguments, runs them, and writes them down.
"""

import bisect
import itertools

MAGIC = b"CAIRNTRC"
VERSION = 1
ERRORS = (IndexError, KeyError, NotImplementedError, ValueError)


class Generator:
    """splitmix64: the numbers must not depend on the version of Python's own random module."""

    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFFFFFFFFFF

    def __call__(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, bound):
        return self() % bound

    def between(self, low, high):
        return low + self() % (high - low + 1)

    def chance(self, percent):
        return self() % 100 < percent


# -- the domains of keys: a trace holds the index of a key, and the header what the index stands for ---


class Integers:
    kind = b"i"

    def __init__(self, first, size):
        self.first, self.size = first, size

    def value(self, index):
        return self.first + index

    def index(self, value):
        return value - self.first

    def header(self):
        return signed(self.first) + unsigned(self.size)


class Strings:
    kind = b"s"

    def __init__(self, words):
        self.words = list(words)
        self.size = len(self.words)
        self.indices = {word: index for index, word in enumerate(self.words)}
        assert len(self.indices) == self.size, "the words of a domain are distinct"

    def value(self, index):
        return self.words[index]

    def index(self, value):
        return self.indices[value]

    def header(self):
        return unsigned(self.size) + b"".join(text(word) for word in self.words)


def vocabulary():
    """Words that are short, long, empty, quoted, escaped and not ASCII."""
    words = ["", "a", "b", "ab", "it's", 'say "hi"', "both ' and \"", "back\\slash", "tab\there", "line\nfeed",
             "return\r", "bell\x07", "delete\x7f", "caf\u00e9", "na\u00efve", "\u03bb", "\u65e5\u672c", "\U0001f600",
             "space ", " ", "0", "-1", "None", "x" * 15, "x" * 16, "x" * 17, "y" * 100]
    for first, second in itertools.product("bcdfgklmnp", "aeiou"):
        words.append(first + second)
        words.append(first + second + "-a-longer-one-than-any-inline-buffer"[: 5 + len(words) % 32])
    return words[:128]  # an index is one byte


SHORT = 30  # elements that a short sequence grows to, roughly
LONG = 3000

DOMAINS = (Integers(-4, 120), Strings(vocabulary()), Integers(-100, 16000))


# -- bytes ---------------------------------------------------------------------------------------------


def unsigned(n):
    """LEB128."""
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def signed(n):
    return unsigned(n << 1 if n >= 0 else (-n << 1) - 1)


def text(string):
    data = string.encode()
    return unsigned(len(data)) + data


def fnv(words):
    """FNV-1a with 32-bit words (or bytes, which are small words) as its octets."""
    h = 0x811C9DC5
    for word in words:
        h = ((h ^ (word & 0xFFFFFFFF)) * 0x01000193) & 0xFFFFFFFF
    return h


def digest(words):
    """FNV-1a folded to 16 bits: the states of a sequence are many, and each catches what one missed."""
    h = fnv(words)
    return ((h >> 16) ^ (h & 0xFFFF)).to_bytes(2, "little")


class Run:
    """An argument that is an arithmetic progression of indices, written in three numbers."""

    def __init__(self, start, step, count, size):
        self.start, self.step = start, step
        self.indices = [(start + i * step) % size for i in range(count)]


# -- operations ----------------------------------------------------------------------------------------


class Complete:
    """The promise that operations call every method of a class.

    instance   an object of the class
    variants   those whose operations count; without, only operations that call Class.name do
    without    the methods that are not called
    """

    def __init__(self, instance, variants=None, without=()):
        self.instance, self.name, self.variants = instance, type(instance).__name__, variants
        self.methods = [name for name in methods(instance) if name not in without]

    def check(self, table):
        called = set().union(*(o.calls for o in table if None in (o.variants, self.variants)
                               or o.variants & self.variants))
        if self.variants is None:
            called = {name.removeprefix(self.name + ".") for name in called if "." in name}
        missing = [name for name in self.methods if name not in called]
        assert not missing, f"no operation calls {self.name}'s {', '.join(missing)}"


class Operation:
    def __init__(self, function, arguments, weight, result, variants, when, calls):
        self.function, self.arguments, self.weight = function, arguments, weight
        self.name = function.__name__.rstrip("_")
        self.result, self.variants, self.when = result, variants, when
        self.calls = set(calls.split()) | set(function.__code__.co_names)


def operation(arguments, weight, result="", variants=None, when=None, calls=""):
    """Makes a method an operation.

    arguments  one letter each, drawn by Source.draw_<letter>
    weight     how often, relative to the others
    result     the kind of a result that is neither None nor an exception: a letter of README.md, or x for a text in
               full whatever its length
    variants   the variants of the container that have it; all without
    when       a predicate of the source: only then is it drawn
    calls      the methods it calls without naming them: operators, and methods of views as View.name
    """

    def decorate(function):
        function.operation = Operation(function, arguments, weight, result, variants, when, calls)
        return function

    return decorate


# How an argument letter is written.
WIRE = {"k": "k", "h": "k", "o": "k", "i": "i", "p": "i", "r": "i", "n": "i", "v": "i", "e": "i", "f": "i", "s": "s",
        "m": "m"}

# Methods that no operation is about: how Python makes and types its objects.
INTERNAL = {"__class_getitem__", "__getattribute__", "__new__", "__sizeof__", "__subclasshook__"}


def methods(instance):
    """The public methods and attributes of an object and the operators of its class, as names in order."""
    bases = [base for base in type(instance).__mro__ if base is not object]
    operators = {name for base in bases for name in vars(base)
                 if name.startswith("__") and name.endswith("__") and callable(getattr(type(instance), name))}
    return sorted({name for name in dir(instance) if not name.startswith("_")} | operators - INTERNAL)


class Source:
    """The container that is recorded. Subclasses define `name`, `state` ("l" keys or "m" pairs),
    begin(), contents(), and operations; they read self.random, self.domain, self.variant.

    Those that record every method of some classes say so in `complete`: one Complete each."""

    complete = ()

    def begin(self):
        """Starts over with an empty container of self.variant."""
        raise NotImplementedError

    def contents(self):
        """Returns the elements (keys, or (key, integer) pairs) in order."""
        raise NotImplementedError

    def draw_variant(self):
        return 0

    def size(self):
        return len(self.contents())

    # Arguments are drawn as indices, and turned to keys by recorder.

    def draw_k(self):
        return self.base + self.random.below(self.width)

    def draw_h(self):
        """A key that is mostly held."""
        held = self.contents() if self.random.chance(70) else ()
        if not held:
            return self.draw_k()
        one = held[self.random.below(len(held))]
        return self.domain.index(one[0] if self.state == "m" else one)

    def draw_i(self):
        return self.random.between(-100, 100)

    def draw_p(self):
        """A position: mostly inside, from either end, sometimes just outside, rarely far."""
        size = self.size()
        if self.random.chance(3):
            return self.random.between(-3 * size - 5, 3 * size + 5)
        return self.random.between(-size - 1, size)

    draw_r = draw_p

    def draw_o(self):
        """A key that may be beside all that this sequence holds."""
        return self.random.below(self.domain.size) if self.random.chance(25) else self.draw_k()

    def draw_e(self):
        """The step of a slice."""
        return (1, 1, 1, 1, -1, -1, 2, -2, 3, -3, 7, -7, 40, -40, 0)[self.random.below(15)]

    def draw_f(self):
        """Five flags, each of them mostly not set: what they mean is up to the operation."""
        return self.random.below(32) & self.random.below(32)

    def draw_n(self):
        return self.random.between(-1, 3)

    def draw_v(self):
        return self.random.between(-3, 20)

    def room(self):
        return max(0, self.limit - self.size())

    def draw_s(self):
        count = min(self.room(), self.random.below(6))
        if self.limit == LONG and self.random.chance(40):
            count = min(self.room(), self.random.below(400))
        if count > 2:
            return Run(self.draw_k(), self.random.between(0, 9), count, self.domain.size)
        return [self.draw_k() for _ in range(count)]

    def draw_m(self):
        return [(self.draw_k(), self.draw_v()) for _ in range(min(self.room(), (0, 1, 1, 2, 3)[self.random.below(5)]))]


class Recorder:
    """Runs a source and writes its trace."""

    LITERAL_TEXTS = 300  # so many printed forms are written in full, the others as a digest
    LITERAL_LENGTH = 100  # and only those of so many characters

    def __init__(self, source_class, seed, operations):
        self.source = source_class()
        self.seed, self.operations = seed, operations
        self.random = self.source.random = Generator(seed ^ fnv(source_class.name.encode()))
        bases = [base for base in reversed(source_class.__mro__) if issubclass(base, Source)]
        self.table = [value.operation for base in bases for value in vars(base).values() if hasattr(value, "operation")]
        for promise in self.source.complete:
            promise.check(self.table)
        self.forms = {}
        self.body = bytearray()
        self.texts = 0

    def trace(self):
        recorded = sequences = 0
        every = max(1, self.operations // 8)  # a long sequence after so many operations
        due = every // 2
        while recorded < self.operations:
            long = recorded >= due
            if long:
                due += every
            recorded += self.sequence(long)
            sequences += 1
        source = self.source
        head = bytearray(MAGIC + bytes([VERSION]) + text(source.name) + source.state.encode())
        head += unsigned(self.seed) + unsigned(recorded)
        head += unsigned(len(DOMAINS)) + b"".join(d.kind + d.header() for d in DOMAINS)
        head += unsigned(len(self.forms))
        for name, arguments, kind, error in self.forms:
            head += text(name) + text(arguments) + kind.encode() + text(error)
        head += unsigned(sequences)
        whole = bytes(head + self.body)
        return whole + fnv(whole).to_bytes(4, "little")

    def sequence(self, long):
        random, source = self.random, self.source
        source.limit = LONG if long else SHORT
        which = random.below(3) if long else random.below(2)
        source.domain = DOMAINS[which]
        source.width = min(source.domain.size, random.between(1, 24) if not long else source.domain.size)
        source.base = random.below(source.domain.size - source.width + 1)
        source.variant = source.draw_variant()
        source.begin()
        # Each sequence leans to some operations, so that containers fill, drain and churn.
        usable = [o for o in self.table if o.variants is None or source.variant in o.variants]
        sums = list(itertools.accumulate(o.weight * (1, 4, 4, 12)[random.below(4)] for o in usable))
        count = random.between(1500, 3500) if long else random.between(4, 140)

        outer, self.body = self.body, bytearray()
        records = 0
        for step in range(count):
            while True:
                chosen = usable[bisect.bisect_right(sums, random.below(sums[-1]))]
                if chosen.when is None or chosen.when(source):
                    break
            self.run(chosen)
            records += 1
            if step % (64 if long else 20) == 7:
                self.record("state", "", "", "d" if source.state == "l" else "D", self.digest_of_state())
                records += 1
        inner, self.body = self.body, outer
        outer += unsigned(which) + unsigned(source.variant) + unsigned(records) + inner
        outer += self.encode(source.state, source.contents())
        return count

    def run(self, chosen):
        source = self.source
        drawn = [getattr(source, "draw_" + letter)() for letter in chosen.arguments]
        try:
            result = chosen.function(source, *[self.value(a, letter) for a, letter in zip(drawn, chosen.arguments)])
        except ERRORS as raised:
            kind, data, error = "E", b"", type(raised).__name__
        else:
            kind, data, error = *self.outcome(chosen.result, result), ""
        wire = "".join(WIRE[letter] for letter in chosen.arguments)
        arguments = b"".join(self.argument(a, letter) for a, letter in zip(drawn, wire))
        self.record(chosen.name, wire, arguments, kind, data, error)

    def record(self, name, wire, arguments, kind, data, error=""):
        form = (name, wire, kind, error)
        number = self.forms.setdefault(form, len(self.forms))
        assert number < 256, "a form is one byte"
        self.body.append(number)
        if arguments:
            self.body += arguments
        self.body += data

    def value(self, drawn, letter):
        """Turns drawn indices to the keys that Python sees."""
        value = self.source.domain.value
        wire = WIRE[letter]
        if wire == "k":
            return value(drawn)
        if wire == "s":
            return [value(i) for i in (drawn.indices if isinstance(drawn, Run) else drawn)]
        if wire == "m":
            return [(value(i), n) for i, n in drawn]
        return drawn

    def argument(self, drawn, wire):
        if wire == "k":
            return unsigned(drawn)
        if wire == "i":
            return signed(drawn)
        if wire == "m":
            return unsigned(len(drawn)) + b"".join(unsigned(i) + signed(n) for i, n in drawn)
        if isinstance(drawn, Run):
            return unsigned(2 * len(drawn.indices) + 1) + unsigned(drawn.start) + unsigned(drawn.step)
        return unsigned(2 * len(drawn)) + b"".join(map(unsigned, drawn))

    def outcome(self, kind, result):
        if result is None:
            return "-", b""
        if kind == "b":
            return ("T" if result else "F"), b""
        if kind == "x":
            return "t", text(result)
        if kind == "t":
            if self.texts >= self.LITERAL_TEXTS or len(result) > self.LITERAL_LENGTH:
                return "h", digest(result.encode())
            self.texts += 1
        return kind, self.encode(kind, result)

    def encode(self, kind, result):
        index = self.source.domain.index
        if kind == "i":
            return signed(result)
        if kind == "k":
            return unsigned(index(result))
        if kind == "p":
            return unsigned(index(result[0])) + signed(result[1])
        if kind == "l":
            return unsigned(len(result)) + b"".join(unsigned(index(key)) for key in result)
        if kind == "m":
            return unsigned(len(result)) + b"".join(unsigned(index(key)) + signed(n) for key, n in result)
        if kind == "t":
            return text(result)
        if kind == "d":
            return digest(index(key) for key in result)
        if kind == "D":
            return digest(word for key, n in result for word in (index(key), n))
        if kind == "u":
            return digest(sorted(index(key) for key in result))
        if kind == "w":
            return digest(result)
        raise AssertionError(f"no such kind of result: {kind!r}")

    def digest_of_state(self):
        return self.encode("d" if self.source.state == "l" else "D", self.source.contents())
