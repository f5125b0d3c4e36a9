// SPDX-License-Identifier: BSL-1.0
// Four handles and what their copies mean: a drawing program with undo, and Python's names.

#include <cairn/format.hpp>
#include <cairn/value.hpp>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace {

// -- polymorphic: a list of shapes that copies as a list of numbers does ------------------------------

struct shape {
    virtual ~shape() = default;
    virtual std::string describe() const = 0;
    virtual void scale(int factor) = 0;
};
struct circle : shape {
    int radius;
    explicit circle(int r) : radius(r) {}
    std::string describe() const override { return "circle " + std::to_string(radius); }
    void scale(int factor) override { radius *= factor; }
};
struct box : shape {
    int width, height;
    box(int w, int h) : width(w), height(h) {}
    std::string describe() const override {
        return "box " + std::to_string(width) + "x" + std::to_string(height);
    }
    void scale(int factor) override {
        width *= factor;
        height *= factor;
    }
};

using drawing = std::vector<cairn::polymorphic<shape>>;

void show(const char* what, const drawing& shapes) {
    std::printf("%-10s", what);
    for (const auto& each : shapes)
        std::printf(" [%s]", each->describe().c_str());
    std::printf("\n");
}

void shapes() {
    drawing original;
    original.emplace_back(circle(1));
    original.emplace_back(std::in_place_type<box>, 2, 3);

    drawing twice = original; // no clone() anywhere: the handles know what they hold
    for (auto& each : twice)
        each->scale(2);
    show("original", original);
    show("twice", twice);
}

// -- indirect: a type that holds itself -----------------------------------------------------------------

struct expression {
    char operation; // or '=' for a number
    int number = 0;
    std::vector<cairn::indirect<expression>> operands;

    int value() const {
        int result = operation == '*' ? 1 : number;
        for (const auto& each : operands)
            result = operation == '*' ? result * each->value() : result + each->value();
        return result;
    }
    friend bool operator==(const expression&, const expression&) = default;
};

cairn::indirect<expression> number(int n) {
    return cairn::indirect<expression>(expression{'=', n, {}});
}

void expressions() {
    expression sum{'+', 0, {}}; // 2 * 3 + 4
    sum.operands.emplace_back(expression{'*', 0, {number(2), number(3)}});
    sum.operands.push_back(number(4));

    expression other = sum; // the whole tree
    other.operands[0]->operands[1]->number = 30;
    std::printf("\n%d and %d, %s\n", sum.value(), other.value(),
                sum == other ? "equal" : "different");
}

// -- cow: a history that costs what changed ---------------------------------------------------------------

class editor {
public:
    void add(cairn::polymorphic<shape> one) {
        history_.push_back(now_); // one increment
        now_.write().push_back(std::move(one));
    }
    void scale(int factor) {
        history_.push_back(now_);
        now_.update([factor](drawing& shapes) { // history keeps its own, also if this throws
            for (auto& each : shapes)
                each->scale(factor);
        });
    }
    void undo() {
        now_ = std::move(history_.back());
        history_.pop_back();
    }
    /// What is drawn now; nobody who holds it will see it change.
    cairn::cow<drawing> snapshot() const { return now_; }

private:
    cairn::cow<drawing> now_;
    std::vector<cairn::cow<drawing>> history_;
};

void undo() {
    std::printf("\n");
    editor edit;
    edit.add(cairn::polymorphic<shape>(circle(5)));
    const auto before = edit.snapshot();
    edit.scale(10);
    edit.add(cairn::polymorphic<shape>(box(1, 1)));
    show("now", *edit.snapshot());
    edit.undo();
    show("undone", *edit.snapshot());
    edit.undo();
    show("undone", *edit.snapshot());
    std::printf("the snapshot from before is %s\n",
                is(before, edit.snapshot()) ? "the very drawing" : "another one");
}

// -- shared: Python's names -----------------------------------------------------------------------------

template <class T>
using list = cairn::shared<std::vector<T>>;

template <class T>
void print(const T& value) {
    std::printf("%s\n", cairn::repr(value).c_str());
}

void names() {
    std::printf("\n");
    const list<int> row{0, 0, 0};
    list<list<int>> grid{row, row, row}; //  grid = [[0, 0, 0]] * 3
    grid[0][1] = 5;                      //  grid[0][1] = 5
    print(grid);                         //  print(grid)

    auto alias = grid;               //  alias = grid
    auto copy = grid.shallow_copy(); //  copy = grid.copy()
    grid[2] = {7, 8, 9};             //  grid[2] = [7, 8, 9]
    print(alias);                    //  print(alias)
    print(copy);                     //  print(copy)
    print(is(alias, grid));          //  print(alias is grid)
    print(is(copy, grid));           //  print(copy is grid)
    print(is(copy[0], grid[0]));     //  print(copy[0] is grid[0])

    const cairn::weak<std::vector<int>> watched = grid[2]; // as weakref.ref, for lists too
    alias->pop_back();                                     // alias.pop()
    print(watched.lock().has_value());                     // print(watched() is not None)
}

} // namespace

int main() {
    shapes();
    expressions();
    undo();
    names();
}
