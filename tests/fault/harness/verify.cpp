#include "verify.h"

#include <limner/frame/image_file.h>
#include <limner/record/record.h>

#include <fmt/format.h>

#include <algorithm>

namespace limner::faults {
namespace {

using simulation::device_stamp;

/// The picture of one file; counts what is wrong with it.
class Picture {
public:
    Picture(const Accepted& accepted, std::uint32_t nonce, Tally& tally)
        : accepted_(accepted), nonce_(nonce), tally_(tally) {}

    /// False where it is not what was accepted.
    bool check(const std::filesystem::path& file, std::size_t number, const std::string& recorded_device) {
        auto image = read_image(file);
        if (!image) return is_lost(image.error().message);
        if (digest_of(image->image) != accepted_.digests[number]) return is_lost("other pixels than were accepted");
        if (recorded_device != accepted_.devices[number]) return is_lost("the record names " + recorded_device);
        check_stamps(image->image, recorded_device);
        return true;
    }

private:
    bool is_lost(const std::string& why) {
        tally_.remarks.push_back(accepted_.step + ": " + why);
        return false;
    }

    void check_stamps(const Image& image, const std::string& device) {
        auto reading = simulation::read_everywhere(image);
        bool is_own = reading.is_of_one_picture() && reading.frames[0].device == device_stamp(device);
        if (!is_own) {
            ++tally_.mixed;
            tally_.remarks.push_back(fmt::format("{}: {} of {} stamps readable, {} frames, {} nonces, {} times",
                                                 accepted_.step, reading.readable, reading.places,
                                                 reading.frames.size(), reading.nonces.size(), reading.times.size()));
        }
        // To the microsecond, as the stamp has it.
        auto asked_at = std::chrono::floor<std::chrono::microseconds>(accepted_.asked_at);
        bool is_old = std::ranges::any_of(reading.times, [&](auto time) { return time < asked_at; });
        bool is_foreign = std::ranges::any_of(reading.nonces, [&](auto nonce) { return nonce != nonce_; });
        if (is_old || is_foreign) {
            ++tally_.stale;
            tally_.remarks.push_back(accepted_.step + ": a picture from before its request");
        }
    }

    const Accepted& accepted_;
    std::uint32_t nonce_;
    Tally& tally_;
};

const nlohmann::json* step_of(const nlohmann::json& record, const std::string& name) {
    for (const nlohmann::json& step : record.at("steps"))
        if (step.at("step") == name && !step.at("accepted").is_null()) return &step;
    return nullptr;
}

bool is_there(const std::filesystem::path& folder, const nlohmann::json& record, const Accepted& accepted,
              std::uint32_t nonce, Tally& tally) {
    const nlohmann::json* step = step_of(record, accepted.step);
    if (!step) return false;
    auto number = step->at("accepted").at("attempt").get<std::size_t>();
    const nlohmann::json& attempt = step->at("attempts").at(number - 1);
    const nlohmann::json& files = attempt.at("files");
    if (files.size() != accepted.digests.size()) return false;
    std::string device = attempt.at("provenance").at("device_id");
    Picture picture(accepted, nonce, tally);
    bool is_whole = true;
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto file = folder / files[i].at("name").get<std::string>();
        is_whole &= picture.check(file, i, files[i].value("device_id", device));
    }
    return is_whole;
}

}  // namespace

std::uint64_t digest_of(const Image& image) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (int number : {image.width(), image.height(), static_cast<int>(image.format())})
        hash = (hash ^ static_cast<std::uint64_t>(number)) * 0x100000001b3;
    for (std::byte byte : image.bytes()) hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3;
    return hash;
}

bool is_recognisable(const Image& image) {
    auto reading = simulation::read_everywhere(image);
    auto bytes = image.bytes();
    auto row_bytes = bytes.size() / static_cast<std::size_t>(image.height());
    for (std::size_t at = 0; at + row_bytes <= bytes.size(); at += row_bytes) {
        auto row = bytes.subspan(at, row_bytes);
        if (std::ranges::all_of(row, [](std::byte value) { return value < std::byte{8}; })) return false;
    }
    return reading.readable * 2 > reading.places;
}

void verify(const std::filesystem::path& folder, const std::vector<Accepted>& accepted, std::uint32_t nonce,
            Tally& tally) {
    auto summary = inspect_record(folder);
    auto record = summary ? nlohmann::json::parse(summary->json, nullptr, false) : nlohmann::json();
    if (!summary || !summary->is_complete || !record.is_object()) {
        tally.lost += static_cast<int>(accepted.size());
        tally.remarks.push_back(folder.string() + ": " + (summary ? "not complete" : summary.error().message));
        return;
    }
    for (const Accepted& one : accepted) {
        if (is_there(folder, record, one, nonce, tally)) continue;
        ++tally.lost;
        tally.remarks.push_back(one.step + ": not on the disk as it was accepted");
    }
}

}  // namespace limner::faults
