#include <limner/check/portrait_guide.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace limner {
namespace {

using Time = Clock::time_point;

/// A requirement's state, which follows its verdicts only once they have stayed the same for a while.
struct Steady {
    bool is_failing = false;
    bool was_failing = false;  ///< In the last frame.
    Time since{};              ///< When the last frames' verdict began.

    void take(bool fails, Time now, std::chrono::milliseconds settle) {
        if (fails != was_failing) since = now;
        was_failing = fails;
        if (now - since >= settle) is_failing = fails;
    }
};

struct Place {
    double x = 0, y = 0, inter_eye_px = 0;
};

std::optional<Place> place_of(const PortraitCheck& check) {
    if (!check.landmarks) return std::nullopt;
    const Point& left = check.landmarks->left_eye;
    const Point& right = check.landmarks->right_eye;
    return Place{(left.x + right.x) / 2, (left.y + right.y) / 2, std::hypot(left.x - right.x, left.y - right.y)};
}

}  // namespace

struct PortraitGuide::Impl {
    GuideOptions options{};
    std::map<std::string, Steady, std::less<>> steady{};
    std::optional<Time> last{};
    std::optional<Finding> shown{};
    Time shown_since{};
    std::optional<Time> hold_since{};
    Place hold_place{};
    std::optional<Frame> best{};
    double best_score = 0;

    void forget() { *this = {.options = options}; }

    void settle(const Report& report, Time now) {
        for (const Finding& finding : report) {
            auto [at, is_new] = steady.try_emplace(finding.requirement, Steady{.since = now});
            bool fails = finding.is_mandatory && finding.verdict == FindingVerdict::fail;
            if (is_new) at->second.was_failing = fails;
            at->second.take(fails, now, options.settle);
        }
    }

    bool fails_steadily(std::string_view requirement) const {
        auto at = steady.find(requirement);
        return at != steady.end() && at->second.is_failing;
    }

    /// The first failing requirement in the report's order. What is shown stays while it fails and is being read.
    void choose(const Report& report, Time now) {
        const Finding* first = nullptr;
        for (const Finding& finding : report)
            if (!first && fails_steadily(finding.requirement)) first = &finding;
        bool is_being_read = shown && fails_steadily(shown->requirement) && now - shown_since < options.read;
        std::string wanted = is_being_read ? shown->requirement : first ? first->requirement : std::string();
        if (wanted.empty()) {
            shown.reset();
            return;
        }
        const Finding* now_found = report.find(wanted);
        if (!shown || shown->requirement != wanted) shown_since = now;
        // The latest words, for they say by how much; a frame in which it passes has none.
        bool has_words = now_found && now_found->verdict == FindingVerdict::fail;
        if (has_words)
            shown = *now_found;
        else if (!shown || shown->requirement != wanted)
            shown.reset();
    }

    bool is_ready(const Report& report) const {
        bool is_settled = std::ranges::none_of(
            steady, [](const auto& each) { return each.second.is_failing || each.second.was_failing; });
        return is_settled && !report.findings().empty();
    }

    bool has_moved(const Place& place) const {
        double moved = std::hypot(place.x - hold_place.x, place.y - hold_place.y);
        return moved > options.most_movement * std::max(place.inter_eye_px, 1.0);
    }

    void keep_if_better(const Frame& frame, double score) {
        if (best && score < best_score) return;
        best = frame;
        best_score = score;
    }

    /// The share of the hold that has passed.
    double hold(const Frame& frame, const PortraitCheck& check) {
        auto place = place_of(check);
        if (!place || !is_ready(check.report)) {
            hold_since.reset();
            return 0;
        }
        if (!hold_since || has_moved(*place)) {
            hold_since = frame.exposed_at;
            hold_place = *place;
            best.reset();
        }
        keep_if_better(frame, check.report.score());
        if (options.hold.count() <= 0) return 1;
        using Seconds = std::chrono::duration<double>;
        return std::min(1.0, Seconds(frame.exposed_at - *hold_since) / Seconds(options.hold));
    }
};

Text text_of(const Guidance& guidance) {
    if (guidance.should_capture) return {"The picture is taken.", "Foto sudah diambil."};
    if (guidance.instruction) return guidance.instruction->text;
    if (guidance.is_ready)
        return {"Good. Keep still and look at the camera.", "Bagus. Tetap diam dan lihat ke kamera."};
    return {};
}

PortraitGuide::PortraitGuide(GuideOptions options) : impl_(std::make_unique<Impl>(Impl{.options = options})) {}
PortraitGuide::~PortraitGuide() = default;
PortraitGuide::PortraitGuide(PortraitGuide&&) noexcept = default;
PortraitGuide& PortraitGuide::operator=(PortraitGuide&&) noexcept = default;

Guidance PortraitGuide::take(const Frame& frame, const PortraitCheck& check) {
    Impl& guide = *impl_;
    Time now = frame.exposed_at;
    if (guide.last && now > *guide.last + guide.options.most_gap) guide.forget();
    if (guide.last && now < *guide.last) return {.instruction = guide.shown};
    guide.last = now;
    guide.settle(check.report, now);
    guide.choose(check.report, now);
    Guidance guidance{.instruction = guide.shown, .is_ready = guide.is_ready(check.report)};
    guidance.held_0_1 = guide.hold(frame, check);
    guidance.should_capture = guidance.held_0_1 >= 1;
    if (guidance.should_capture) guide.hold_since.reset();
    return guidance;
}

const std::optional<Frame>& PortraitGuide::best() const noexcept { return impl_->best; }

void PortraitGuide::reset() { impl_->forget(); }

}  // namespace limner
