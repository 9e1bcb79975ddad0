#include <limner/recognise/mrz_stream.h>

#include "recognise/mrz_reader.h"

#include <algorithm>
#include <cmath>

namespace limner {
namespace {

double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

double pitch_of(const MrzBandReading& reading) {
    Quad quad = reading.band.outline();
    return distance(quad[0], quad[1]) / reading.band.cells;
}

// The share of the MRZ's box that is burnt out.
double burnt_out(const Image& frame, const Quad& quad) {
    auto gray = to_gray8(frame);
    if (!gray) return 0;
    constexpr auto white = std::byte{250};
    auto [left, right] = std::minmax({quad[0].x, quad[1].x, quad[2].x, quad[3].x});
    auto [top, bottom] = std::minmax({quad[0].y, quad[1].y, quad[2].y, quad[3].y});
    int first_x = std::max(0, int(left)), last_x = std::min(gray->width() - 1, int(right));
    int first_y = std::max(0, int(top)), last_y = std::min(gray->height() - 1, int(bottom));
    if (first_x > last_x || first_y > last_y) return 0;
    std::int64_t burnt = 0;
    for (int y = first_y; y <= last_y; ++y) {
        auto row = gray->bytes().subspan(std::size_t(y) * std::size_t(gray->width()), std::size_t(gray->width()));
        burnt += std::count_if(row.begin() + first_x, row.begin() + last_x + 1, [](std::byte b) { return b >= white; });
    }
    return double(burnt) / double(last_x - first_x + 1) / double(last_y - first_y + 1);
}

// Whether a frame shows another document than the vote's: most characters of the same lines are the same.
bool is_other(const MrzBandReading& vote, const MrzBandReading& frame) {
    if (vote.decoding.lines.size() != frame.decoding.lines.size() || vote.band.cells != frame.band.cells) return true;
    constexpr double most_misread = 0.2;
    int unlike = 0;
    int used = 0;  // fillers are in every document
    for (std::size_t line = 0; line < vote.decoding.lines.size(); ++line)
        for (std::size_t i = 0; i < vote.decoding.lines[line].size(); ++i) {
            char a = vote.decoding.lines[line][i];
            char b = frame.decoding.lines[line][i];
            used += a != '<' || b != '<' ? 1 : 0;
            unlike += a != b ? 1 : 0;
        }
    return unlike > most_misread * used;
}

}  // namespace

struct MrzStream::Vote {
    int frames = 0;
    MrzScores sum{};
    MrzBandReading reading{};
    std::vector<std::vector<std::string>> texts{};  // of the last frames, each by itself
    std::optional<Quad> quad{};                     // in the last frame

    void add(const MrzBandReading& frame) {
        constexpr std::size_t most_texts = 16;
        if (frames == 0) sum = frame.scores;
        if (frames > 0)
            for (std::size_t line = 0; line < sum.size(); ++line)
                for (std::size_t cell = 0; cell < sum[line].size(); ++cell)
                    for (std::size_t i = 0; i < sum[line][cell].size(); ++i)
                        sum[line][cell][i] += frame.scores[line][cell][i];
        ++frames;
        // Frames share a good part of what is hard to read in them: n of them are worth the square root of n.
        MrzScores together = sum;
        auto weight = static_cast<float>(1 / std::sqrt(double(frames)));
        for (auto& line : together)
            for (MrzSimilarities& cell : line)
                for (float& score : cell) score *= weight;
        reading = decoded({.band = frame.band}, std::move(together));
        if (texts.size() == most_texts) texts.erase(texts.begin());
        texts.push_back(frame.decoding.lines);
    }

    bool is_settled(bool is_valid) const {
        constexpr double sure = 0.9;
        constexpr std::ptrdiff_t alike = 2;
        constexpr std::ptrdiff_t alike_of_a_wrong_print = 4;
        auto same = std::count(texts.begin(), texts.end(), reading.decoding.lines);
        return is_valid ? same >= alike && reading.decoding.confidence_0_1 >= sure : same >= alike_of_a_wrong_print;
    }
};

std::string_view name_of(MrzAdvice advice) noexcept {
    switch (advice) {
        case MrzAdvice::none: return "none";
        case MrzAdvice::show_mrz: return "show_mrz";
        case MrzAdvice::move_closer: return "move_closer";
        case MrzAdvice::hold_still: return "hold_still";
        case MrzAdvice::glare_on_mrz: return "glare_on_mrz";
    }
    return "unknown";
}

Text text_of(MrzAdvice advice) {
    switch (advice) {
        case MrzAdvice::none: break;
        case MrzAdvice::show_mrz:
            return {"Show the lines with the < signs to the camera.", "Perlihatkan baris bertanda < ke kamera."};
        case MrzAdvice::move_closer: return {"Move the document closer.", "Dekatkan dokumen."};
        case MrzAdvice::hold_still: return {"Hold still.", "Tahan, jangan bergerak."};
        case MrzAdvice::glare_on_mrz:
            return {"Tilt the document: a light is reflected in it.", "Miringkan dokumen: ada pantulan cahaya."};
    }
    return {};
}

MrzStream::MrzStream(MrzReader reader) : reader_(std::move(reader)), vote_(std::make_unique<Vote>()) {}
MrzStream::MrzStream(MrzStream&&) noexcept = default;
MrzStream& MrzStream::operator=(MrzStream&&) noexcept = default;
MrzStream::~MrzStream() = default;

void MrzStream::restart() noexcept { *vote_ = Vote{}; }

Result<MrzView> MrzStream::add(const Image& frame, std::chrono::year_month_day today, const Until& until) {
    constexpr double least_pitch_px = 8;
    constexpr double most_burnt_out = 0.04;
    auto bands = reader_.impl_->read(frame, until);
    if (!bands) return bands.error();
    bool is_seen = !bands->empty();
    if (is_seen) {
        const MrzBandReading& seen = bands->front();
        if (vote_->frames > 0 && is_other(vote_->reading, seen)) restart();
        vote_->add(seen);
        vote_->quad = seen.band.outline();
    }
    MrzView view{.frames = vote_->frames};
    if (vote_->frames > 0)
        if (auto reading = mrz_reading(vote_->reading, today)) view.reading = *std::move(reading);
    view.is_settled = view.reading.mrz && vote_->is_settled(view.reading.mrz->is_valid());
    if (view.is_settled) {
        view.advice = MrzAdvice::none;
    } else if (vote_->quad && burnt_out(frame, *vote_->quad) > most_burnt_out) {
        view.advice = MrzAdvice::glare_on_mrz;
    } else if (is_seen) {
        bool is_small = pitch_of(bands->front()) < least_pitch_px;
        view.advice = is_small ? MrzAdvice::move_closer : MrzAdvice::hold_still;
    }
    return view;
}

}  // namespace limner
