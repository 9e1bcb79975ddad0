#pragma once

#include <limner/base/error.h>

#include <arv.h>

#include <memory>
#include <string>

namespace limner::gige {

struct Unref {
    void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

/// What a call of Aravis reports its failure by.
class AravisError {
public:
    AravisError() = default;
    AravisError(const AravisError&) = delete;
    AravisError& operator=(const AravisError&) = delete;
    ~AravisError() { g_clear_error(&error_); }

    GError** out() {
        g_clear_error(&error_);
        return &error_;
    }
    explicit operator bool() const noexcept { return error_ != nullptr; }
    /// `what` failed; the code is by what Aravis says of it.
    Error as(const std::string& what) const;

private:
    GError* error_ = nullptr;
};

}  // namespace limner::gige
