// SPDX-License-Identifier: BSL-1.0
// Shallow and deep copies: Python's lesson, and what a C++ program has beside lists of lists.

#include <cairn/copy.hpp>
#include <cairn/format.hpp>
#include <cairn/value.hpp>

#include <cstdio>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

// -- the lesson: what Python prints, line for line ----------------------------------------------------

template <class T>
using list = cairn::shared<std::vector<T>>;

template <class T>
void print(const T& value) {
    std::printf("%s\n", cairn::repr(value).c_str());
}

void the_lesson() {
    list<list<int>> original{{1, 2, 3}, {4, 5, 6}}; // original = [[1, 2, 3], [4, 5, 6]]
    auto shallow = cairn::shallow_copy(original);   // shallow = copy.copy(original)
    auto deep = cairn::deep_copy(original);         // deep = copy.deepcopy(original)

    shallow[0][0] = 10; //                             shallow[0][0] = 10
    print(original);    //                             print(original)
    deep[0][0] = 20;    //                             deep[0][0] = 20
    print(original);    //                             print(original)
    print(deep);        //                             print(deep)

    print(is(shallow[0], original[0])); //             print(shallow[0] is original[0])
    print(is(deep[0], original[0]));    //             print(deep[0] is original[0])

    const list<int> row{0, 0};
    const list<list<int>> twice{row, row};       //       twice = [row, row]
    const auto copied = cairn::deep_copy(twice); //    copied = copy.deepcopy(twice)
    copied[0][1] = 7;                            //       copied[0][1] = 7
    print(copied);                               //       print(copied)
    print(row);                                  //       print(row)
}

// -- aggregates and graphs: nothing to be said about them -------------------------------------------------

struct station {
    std::string name;
    std::vector<std::shared_ptr<station>> next; // lines lead back
    std::weak_ptr<station> depot;
};

void graphs() {
    std::printf("\n");
    auto north = std::make_shared<station>(station{"north", {}, {}});
    auto south = std::make_shared<station>(station{"south", {north}, north});
    north->next.push_back(south); // a circle

    auto copy = cairn::deep_copy(north);
    copy->name = "copied";
    const auto& back = copy->next[0]->next[0];
    std::printf("%s -> %s -> %s, by %s\n", copy->name.c_str(), copy->next[0]->name.c_str(),
                back->name.c_str(), copy->next[0]->depot.lock()->name.c_str());
    std::printf("the circle is closed: %s\n", back == copy ? "yes" : "no");
    std::printf("the original is %s\n", north->name.c_str());

    // C++ collects no garbage: whoever owns a circle breaks it.
    const std::weak_ptr<station> watched = copy;
    cairn::dismantle(copy);
    cairn::dismantle(north);
    std::printf("the copy is gone: %s\n", watched.expired() ? "yes" : "no");
}

struct link {
    int value;
    std::shared_ptr<link> next;
};

void long_chains() {
    std::printf("\n");
    std::shared_ptr<link> chain;
    for (int i = 0; i != 1'000'000; ++i)
        chain = std::make_shared<link>(link{i, std::move(chain)});
    const auto copy = cairn::deep_copy(chain); // no recursion, here or when it dies
    int length = 0;
    for (const link* each = copy.get(); each != nullptr; each = each->next.get())
        ++length;
    std::printf("a chain of %d links\n", length);
    cairn::dismantle(chain); // make_shared's own nodes would die one within the other
}

// -- polymorphic trees ----------------------------------------------------------------------------------

class expression {
public:
    expression() = default;
    virtual ~expression() = default;
    [[nodiscard]] virtual int value() const = 0;

protected:
    expression(const expression&) = default; // for derived classes: no one else could but slice
    expression& operator=(const expression&) = default;
};

struct number final : expression {
    int n = 0;
    number() = default;
    explicit number(int value) : n(value) {}
    [[nodiscard]] int value() const override { return n; }
    friend auto cairn_fields(number& self) { return std::tie(self.n); }
};

struct sum final : expression {
    std::vector<std::unique_ptr<expression>> terms;
    [[nodiscard]] int value() const override {
        int total = 0;
        for (const auto& each : terms)
            total += each->value();
        return total;
    }
    friend auto cairn_fields(sum& self) { return std::tie(self.terms); }
};

void trees() {
    std::printf("\n");
    auto tree = std::make_unique<sum>();
    auto inner = std::make_unique<sum>();
    inner->terms.push_back(std::make_unique<number>(2));
    inner->terms.push_back(std::make_unique<number>(3));
    tree->terms.push_back(std::make_unique<number>(1));
    tree->terms.push_back(std::move(inner));
    const std::unique_ptr<expression> root = std::move(tree);

    // Which classes there are is said once; a class that is not named is an error that names it.
    cairn::register_copy<expression, number, sum>();
    const auto copy = cairn::deep_copy(root);
    dynamic_cast<number&>(*dynamic_cast<sum&>(*copy).terms[0]).n = 100;
    std::printf("%d and %d\n", root->value(), copy->value());
}

// -- one memo for several copies ------------------------------------------------------------------------

void one_memo() {
    std::printf("\n");
    const list<int> common{1, 2};
    const list<list<int>> a{common, {3}};
    const list<list<int>> b{{4}, common};
    cairn::copy_memo memo;
    const auto c = cairn::deep_copy(a, memo);
    const auto d = cairn::deep_copy(b, memo);
    c[0]->push_back(9);
    print(c);
    print(d); // still shares with c what b shared with a
    print(common);
}

// -- undo, with cow ---------------------------------------------------------------------------------------

struct paragraph {
    std::string text;
    std::vector<std::string> notes;
};
using document = cairn::cow<std::vector<cairn::cow<paragraph>>>;

void undo() {
    std::printf("\n");
    document now(std::in_place);
    for (const char* text : {"Once", "upon", "a time"})
        now.write().emplace_back(paragraph{text, {}});
    std::vector<document> history;

    history.push_back(now); // one increment, however long the text is
    now.write()[1].write().text = "above";
    history.push_back(now);
    now.write().pop_back();

    const auto show = [](const char* what, const document& doc) {
        std::printf("%-6s", what);
        for (const auto& each : *doc)
            std::printf(" %s", each->text.c_str());
        std::printf("\n");
    };
    show("now", now);
    const document& first = history.front();
    std::printf("shares its first paragraph with the beginning: %s\n",
                is((*now)[0], (*first)[0]) ? "yes" : "no");
    for (; !history.empty(); history.pop_back()) {
        now = history.back();
        show("undone", now);
    }
    // Nobody can change what a cow holds for another: a deep copy goes on sharing.
    std::printf("a deep copy costs nothing: %s\n", is(cairn::deep_copy(now), now) ? "yes" : "no");
}

// -- replace ------------------------------------------------------------------------------------------------

struct point {
    int x, y, z;
};

void replacing() {
    constexpr point p{1, 2, 3};
    constexpr point q = cairn::replace(p, cairn::with<&point::x>(10), cairn::with<&point::z>(30));
    std::printf("\n%d %d %d\n", q.x, q.y, q.z); //     copy.replace(p, x=10, z=30)
}

} // namespace

int main() {
    the_lesson();
    graphs();
    long_chains();
    trees();
    one_memo();
    undo();
    replacing();
}
