#pragma once

#include <limner/base/error.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

namespace limner {

/// Thrown only by Result::value(), for callers who prefer exceptions.
class ResultError : public std::runtime_error {
public:
    explicit ResultError(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
    const Error& error() const noexcept { return error_; }

private:
    Error error_;
};

/// A value or an Error. The member names are those of std::expected. Reading the one that is not there is undefined, as
/// it is for std::expected; value() checks and throws.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T& operator*() & { return *std::get_if<0>(&state_); }
    const T& operator*() const& { return *std::get_if<0>(&state_); }
    T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
    T* operator->() { return std::get_if<0>(&state_); }
    const T* operator->() const { return std::get_if<0>(&state_); }
    const Error& error() const& { return *std::get_if<1>(&state_); }

    T value() && {
        if (!has_value()) throw ResultError(error());
        return std::move(**this);
    }

private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    const Error& error() const& { return *error_; }
    void value() const {
        if (error_) throw ResultError(*error_);
    }

private:
    std::optional<Error> error_;
};

}  // namespace limner
