#pragma once

#include "record/record_writer.h"
#include "record/sha256.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace limner::test {

inline const std::filesystem::path out_folder = "/counter/out";
inline const std::string visit_name = "visit-1";
inline const std::filesystem::path partial_folder = out_folder / (visit_name + partial_suffix);
inline const std::filesystem::path sealed_folder = out_folder / visit_name;

/// An attempt of two files for the step's next number, without the cost of encoding pictures.
inline EncodedAttempt attempt_for(const RecordWriter& writer, const std::string& step, const char* verdict) {
    const int number = writer.document().attempts_of(step) + 1;
    EncodedAttempt attempt{
        .entry = {{"attempt", number}, {"report", {{"verdict", verdict}}}, {"files", Json::array()}}};
    for (const char* side : {"front", "back"}) {
        const std::string text = fmt::format("{} {} {}", step, number, side);
        const auto bytes = std::as_bytes(std::span(text));
        attempt.files.push_back({fmt::format("{}-{}-{}.png", step, number, side), {bytes.begin(), bytes.end()}});
        attempt.entry["files"].push_back(
            {{"name", attempt.files.back().name}, {"sha256", sha256_of(bytes)}, {"bytes", bytes.size()}});
    }
    return attempt;
}

/// What the calls of a visit do, one after another.
inline const std::vector<std::function<Result<void>(RecordWriter&)>>& visit_calls() {
    static const std::vector<std::function<Result<void>(RecordWriter&)>> calls{
        [](RecordWriter& w) { return w.add("page", StepKind::page, attempt_for(w, "page", "pass"), true, {}); },
        [](RecordWriter& w) {
            return w.add("portrait", StepKind::portrait, attempt_for(w, "portrait", "fail"), false, {});
        },
        [](RecordWriter& w) {
            return w.add("portrait", StepKind::portrait, attempt_for(w, "portrait", "review"), false, {});
        },
        [](RecordWriter& w) {
            return w.accept_with_reason("portrait", {.officer = "7", .reason = "an eye does not open"});
        },
        [](RecordWriter& w) -> Result<void> {
            auto sealed = w.seal(Subject{.exceptions = {PortraitException::eye_does_not_open}});
            return sealed ? Result<void>() : Result<void>(sealed.error());
        },
    };
    return calls;
}

/// How many of the calls before seal() a document shows the effect of.
inline std::size_t calls_done(const RecordDocument& document) {
    return static_cast<std::size_t>(document.attempts_of("page") + document.attempts_of("portrait")) +
           (document.is_accepted("portrait") ? 1U : 0U);
}

}  // namespace limner::test
