// SPDX-License-Identifier: BSL-1.0
// support/iterators.hpp -- ranges whose iterators offer exactly what their category demands
//
//     input_range<T>               single pass, Cpp17InputIterator; a stale copy that is used is noticed
//     forward_range<T>             multi-pass, no way back
//     bidirectional_range<T>
//     random_access_range<T>       random access, not contiguous
//     contiguous_range<T>          contiguous, and the iterator is not a pointer
//     move_only_input_range<T>     C++20 input iterator: move-only, void post-increment, no category
//     sentinel_range<T>            forward iterators ended by a sentinel of another type
//     sized_sentinel_range<T>      the same, and the sentinel tells the distance
//     sized_forward_range<T>       forward, with size()
//     sized_input_range<T>         C++20 input, with size()
//     proxy_range<T>               random access whose reference is a proxy object
//     rvalue_range<T>              input whose reference is T&&: the elements may be moved from
//     generated_range<F>           input whose reference is a prvalue F(i): elements may be move-only
//
// All own their elements, are built from an initializer list or a vector, and are not copyable, so
// that a container that copies a range instead of walking it does not compile.

#ifndef CAIRN_TESTS_SUPPORT_ITERATORS_HPP
#define CAIRN_TESTS_SUPPORT_ITERATORS_HPP

#include "support/misuse.hpp"

#include <compare>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace support {

namespace detail {

/// What the ranges share: elements that do not move while iterators walk them.
template <class T>
class elements {
public:
    elements(std::initializer_list<T> list) : elements_(list) {}
    explicit elements(std::vector<T> vector) : elements_(std::move(vector)) {}
    elements(const elements&) = delete;
    elements& operator=(const elements&) = delete;

    /// The elements themselves, to compare with afterwards.
    [[nodiscard]] const std::vector<T>& values() const { return elements_; }

protected:
    ~elements() = default;

    [[nodiscard]] const T* first() const { return elements_.data(); }
    [[nodiscard]] const T* last() const { return elements_.data() + elements_.size(); }
    [[nodiscard]] T* first() { return elements_.data(); }

private:
    std::vector<T> elements_;
};

/// The one position of a single-pass range, which all its iterators share.
template <class T>
struct stream {
    const T* at;
    const T* last;
};

} // namespace detail

// -- single pass -----------------------------------------------------------------------------------

/// Cpp17InputIterator. Copies share the position; a copy that was left behind must not be used.
template <class T>
class input_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    /// What `*i++` needs: the value that the iterator stood on.
    class previous {
    public:
        explicit previous(const T& value) : value_(value) {}
        const T& operator*() const { return value_; }

    private:
        T value_;
    };

    input_iterator() = default;
    explicit input_iterator(detail::stream<T>& stream) : stream_(&stream), at_(stream.at) {}

    const T& operator*() const {
        check("access");
        return *at_;
    }
    const T* operator->() const { return &**this; }
    input_iterator& operator++() {
        check("step");
        at_ = ++stream_->at;
        return *this;
    }
    previous operator++(int) {
        previous old(**this);
        ++*this;
        return old;
    }

    friend bool operator==(const input_iterator& a, const input_iterator& b) {
        return a.ended() == b.ended();
    }

private:
    [[nodiscard]] bool ended() const { return stream_ == nullptr || stream_->at == stream_->last; }
    void check(const char* how) const {
        if (stream_ == nullptr || stream_->at == stream_->last)
            throw check_failed(std::string(how) + " past the end of a single-pass range");
        if (at_ != stream_->at)
            throw check_failed(std::string(how) +
                               " through a stale copy of a single-pass iterator");
    }

    detail::stream<T>* stream_ = nullptr;
    const T* at_ = nullptr;
};

template <class T>
class input_range : public detail::elements<T> {
public:
    using detail::elements<T>::elements;

    /// Continues where the last iterator stood, as a stream does.
    [[nodiscard]] input_iterator<T> begin() { return input_iterator<T>(stream_); }
    [[nodiscard]] input_iterator<T> end() { return {}; }

private:
    detail::stream<T> stream_{this->first(), this->last()};
};

/// The least that std::input_iterator admits.
template <class T>
class move_only_input_iterator {
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    explicit move_only_input_iterator(detail::stream<T>& stream) : stream_(&stream) {}
    move_only_input_iterator(move_only_input_iterator&& other) noexcept
        : stream_(std::exchange(other.stream_, nullptr)) {}
    move_only_input_iterator& operator=(move_only_input_iterator&& other) noexcept {
        stream_ = std::exchange(other.stream_, nullptr);
        return *this;
    }

    const T& operator*() const {
        check("access");
        return *stream_->at;
    }
    move_only_input_iterator& operator++() {
        check("step");
        ++stream_->at;
        return *this;
    }
    void operator++(int) { ++*this; }

    friend bool operator==(const move_only_input_iterator& i, std::default_sentinel_t) {
        if (i.stream_ == nullptr) throw check_failed("comparison of a moved-from iterator");
        return i.stream_->at == i.stream_->last;
    }

private:
    void check(const char* how) const {
        if (stream_ == nullptr)
            throw check_failed(std::string(how) + " through a moved-from iterator");
        if (stream_->at == stream_->last)
            throw check_failed(std::string(how) + " past the end of a single-pass range");
    }

    detail::stream<T>* stream_;
};

template <class T>
class move_only_input_range : public detail::elements<T> {
public:
    using detail::elements<T>::elements;

    [[nodiscard]] move_only_input_iterator<T> begin() {
        return move_only_input_iterator<T>(stream_);
    }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    detail::stream<T> stream_{this->first(), this->last()};
};

template <class T>
class sized_input_range : public move_only_input_range<T> {
public:
    using move_only_input_range<T>::move_only_input_range;

    [[nodiscard]] std::size_t size() const { return this->values().size(); }
};

// -- multi-pass ------------------------------------------------------------------------------------

/// A pointer that offers what `Category` demands and no more.
template <class T, class Category>
class restricted_iterator {
    static constexpr bool two_way = std::is_base_of_v<std::bidirectional_iterator_tag, Category>;
    static constexpr bool random = std::is_base_of_v<std::random_access_iterator_tag, Category>;
    static constexpr bool contiguous = std::is_base_of_v<std::contiguous_iterator_tag, Category>;

public:
    using iterator_category =
        std::conditional_t<contiguous, std::random_access_iterator_tag, Category>;
    using iterator_concept = Category;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    restricted_iterator() = default;
    explicit restricted_iterator(T* at) : at_(at) {}

    T& operator*() const { return *at_; }
    T* operator->() const { return at_; }
    restricted_iterator& operator++() {
        ++at_;
        return *this;
    }
    restricted_iterator operator++(int) { return restricted_iterator(at_++); }
    friend bool operator==(const restricted_iterator&, const restricted_iterator&) = default;

    restricted_iterator& operator--()
        requires two_way
    {
        --at_;
        return *this;
    }
    restricted_iterator operator--(int)
        requires two_way
    {
        return restricted_iterator(at_--);
    }

    restricted_iterator& operator+=(std::ptrdiff_t n)
        requires random
    {
        at_ += n;
        return *this;
    }
    restricted_iterator& operator-=(std::ptrdiff_t n)
        requires random
    {
        at_ -= n;
        return *this;
    }
    T& operator[](std::ptrdiff_t n) const
        requires random
    {
        return at_[n];
    }
    friend restricted_iterator operator+(restricted_iterator i, std::ptrdiff_t n)
        requires random
    {
        return i += n;
    }
    friend restricted_iterator operator+(std::ptrdiff_t n, restricted_iterator i)
        requires random
    {
        return i += n;
    }
    friend restricted_iterator operator-(restricted_iterator i, std::ptrdiff_t n)
        requires random
    {
        return i -= n;
    }
    friend std::ptrdiff_t operator-(const restricted_iterator& a, const restricted_iterator& b)
        requires random
    {
        return a.at_ - b.at_;
    }
    friend std::strong_ordering operator<=>(const restricted_iterator& a,
                                            const restricted_iterator& b)
        requires random
    {
        return a.at_ <=> b.at_;
    }

    [[nodiscard]] T* base() const { return at_; }

private:
    T* at_ = nullptr;
};

template <class T, class Category>
class restricted_range : public detail::elements<T> {
public:
    using iterator = restricted_iterator<const T, Category>;
    using detail::elements<T>::elements;

    [[nodiscard]] iterator begin() const { return iterator(this->first()); }
    [[nodiscard]] iterator end() const { return iterator(this->last()); }
};

template <class T>
using forward_range = restricted_range<T, std::forward_iterator_tag>;
template <class T>
using bidirectional_range = restricted_range<T, std::bidirectional_iterator_tag>;
template <class T>
using random_access_range = restricted_range<T, std::random_access_iterator_tag>;
template <class T>
using contiguous_range = restricted_range<T, std::contiguous_iterator_tag>;

template <class T>
class sized_forward_range : public forward_range<T> {
public:
    using forward_range<T>::forward_range;

    [[nodiscard]] std::size_t size() const { return this->values().size(); }
};

// -- sentinels -------------------------------------------------------------------------------------

/// The end of a range as a type of its own; `Sized` ones know the distance too.
template <class T, bool Sized>
class position_sentinel {
    using iterator = restricted_iterator<const T, std::forward_iterator_tag>;

public:
    position_sentinel() = default;
    explicit position_sentinel(const T* last) : last_(last) {}

    friend bool operator==(const iterator& i, const position_sentinel& s) {
        return i.base() == s.last_;
    }
    friend std::ptrdiff_t operator-(const position_sentinel& s, const iterator& i)
        requires Sized
    {
        return s.last_ - i.base();
    }
    friend std::ptrdiff_t operator-(const iterator& i, const position_sentinel& s)
        requires Sized
    {
        return i.base() - s.last_;
    }

private:
    const T* last_ = nullptr;
};

template <class T, bool Sized>
class basic_sentinel_range : public detail::elements<T> {
public:
    using iterator = restricted_iterator<const T, std::forward_iterator_tag>;
    using detail::elements<T>::elements;

    [[nodiscard]] iterator begin() const { return iterator(this->first()); }
    [[nodiscard]] position_sentinel<T, Sized> end() const {
        return position_sentinel<T, Sized>(this->last());
    }
};

template <class T>
using sentinel_range = basic_sentinel_range<T, false>;
template <class T>
using sized_sentinel_range = basic_sentinel_range<T, true>;

// -- unusual references ----------------------------------------------------------------------------

/// Stands for an element, as std::vector<bool>::reference does.
template <class T>
class proxy {
public:
    explicit proxy(const T& element) : element_(&element) {}
    operator T() const { return *element_; }

private:
    const T* element_;
};

template <class T>
class proxy_iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = proxy<T>;

    proxy_iterator() = default;
    explicit proxy_iterator(const T* at) : at_(at) {}

    proxy<T> operator*() const { return proxy<T>(*at_); }
    proxy<T> operator[](std::ptrdiff_t n) const { return proxy<T>(at_[n]); }
    proxy_iterator& operator++() { return *this += 1; }
    proxy_iterator& operator--() { return *this -= 1; }
    proxy_iterator operator++(int) { return proxy_iterator(at_++); }
    proxy_iterator operator--(int) { return proxy_iterator(at_--); }
    proxy_iterator& operator+=(std::ptrdiff_t n) {
        at_ += n;
        return *this;
    }
    proxy_iterator& operator-=(std::ptrdiff_t n) {
        at_ -= n;
        return *this;
    }
    friend proxy_iterator operator+(proxy_iterator i, std::ptrdiff_t n) { return i += n; }
    friend proxy_iterator operator+(std::ptrdiff_t n, proxy_iterator i) { return i += n; }
    friend proxy_iterator operator-(proxy_iterator i, std::ptrdiff_t n) { return i -= n; }
    friend std::ptrdiff_t operator-(const proxy_iterator& a, const proxy_iterator& b) {
        return a.at_ - b.at_;
    }
    friend bool operator==(const proxy_iterator&, const proxy_iterator&) = default;
    friend auto operator<=>(const proxy_iterator&, const proxy_iterator&) = default;

private:
    const T* at_ = nullptr;
};

template <class T>
class proxy_range : public detail::elements<T> {
public:
    using detail::elements<T>::elements;

    [[nodiscard]] proxy_iterator<T> begin() const { return proxy_iterator<T>(this->first()); }
    [[nodiscard]] proxy_iterator<T> end() const {
        return proxy_iterator<T>(this->first() +
                                 static_cast<std::ptrdiff_t>(this->values().size()));
    }
};

/// Offers its elements as rvalues. Built from a vector or, element by element, with of().
template <class T>
class rvalue_range {
public:
    explicit rvalue_range(std::vector<T> elements) : elements_(std::move(elements)) {}
    template <class... Arguments>
    static rvalue_range of(Arguments&&... arguments) {
        std::vector<T> elements;
        elements.reserve(sizeof...(Arguments));
        (elements.emplace_back(std::forward<Arguments>(arguments)), ...);
        return rvalue_range(std::move(elements));
    }

    [[nodiscard]] auto begin() { return std::move_iterator(elements_.begin()); }
    [[nodiscard]] auto end() { return std::move_iterator(elements_.end()); }
    [[nodiscard]] const std::vector<T>& values() const { return elements_; }

private:
    std::vector<T> elements_;
};

/// Offers make(0), make(1) ... make(count - 1), each as a prvalue, once.
template <class Function>
class generated_range {
public:
    using element = std::invoke_result_t<const Function&, int>;

    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = element;
        using difference_type = std::ptrdiff_t;

        iterator(const Function& make, int count) : make_(&make), count_(count) {}

        element operator*() const { return (*make_)(at_); }
        iterator& operator++() {
            ++at_;
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& i, std::default_sentinel_t) {
            return i.at_ == i.count_;
        }

    private:
        const Function* make_;
        int at_ = 0;
        int count_;
    };

    generated_range(int count, Function make) : make_(std::move(make)), count_(count) {}

    [[nodiscard]] iterator begin() const { return iterator(make_, count_); }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    Function make_;
    int count_;
};

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_ITERATORS_HPP
