#include <limner/frame/image_file.h>

#include "record/record_writer.h"

#include <exception>
#include <utility>

namespace limner {

namespace fs = std::filesystem;

struct RecordFolder::Impl {
    RecordWriter writer;
};

namespace {

/// Nothing that a library throws leaves the SDK.
template <typename Call>
auto guarded(Call call) -> decltype(call()) {
    try {
        return call();
    } catch (const std::exception& problem) {
        return Error(ErrorCode::internal, problem.what());
    }
}

}  // namespace

RecordFolder::RecordFolder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordFolder::RecordFolder(RecordFolder&&) noexcept = default;
RecordFolder& RecordFolder::operator=(RecordFolder&&) noexcept = default;
RecordFolder::~RecordFolder() = default;

Result<RecordFolder> RecordFolder::create(const fs::path& out, const std::string& visit,
                                          const std::optional<Subject>& subject) {
    return guarded([&]() -> Result<RecordFolder> {
        auto writer = RecordWriter::create(system_storage(), out, visit, subject);
        if (!writer) return writer.error();
        return RecordFolder(std::make_unique<Impl>(Impl{*std::move(writer)}));
    });
}

Result<RecordFolder> RecordFolder::resume(const fs::path& out, const std::optional<std::string>& visit) {
    return guarded([&]() -> Result<RecordFolder> {
        auto writer = RecordWriter::resume(system_storage(), out, visit);
        if (!writer) return writer.error();
        return RecordFolder(std::make_unique<Impl>(Impl{*std::move(writer)}));
    });
}

Result<void> RecordFolder::add(const Attempt& attempt, bool is_accepted,
                               const std::optional<AcceptedWithReason>& reason) {
    return guarded([&]() -> Result<void> {
        if (reason && !is_accepted)
            return Error(ErrorCode::invalid_argument, "a reason is given for an attempt that is not accepted");
        if (auto kept = reason ? check_reason(*reason) : Result<void>(); !kept) return kept;
        auto encoded = encode_attempt(attempt, impl_->writer.document().attempts_of(attempt.step) + 1);
        if (!encoded) return encoded.error();
        return impl_->writer.add(attempt.step, attempt.kind, *encoded, is_accepted, reason);
    });
}

Result<void> RecordFolder::accept_with_reason(const std::string& step, const AcceptedWithReason& reason) {
    return guarded([&]() -> Result<void> {
        if (auto kept = check_reason(reason); !kept) return kept;
        return impl_->writer.accept_with_reason(step, reason);
    });
}

Result<void> RecordFolder::set_agreements(const std::vector<FieldAgreement>& agreements) {
    return guarded([&] { return impl_->writer.set_agreements(agreements); });
}

std::optional<Subject> RecordFolder::subject() const { return impl_->writer.document().subject(); }

Result<std::vector<AcceptedPrint>> RecordFolder::accepted_prints() const {
    return guarded([&]() -> Result<std::vector<AcceptedPrint>> {
        std::vector<AcceptedPrint> prints;
        for (const RecordedPrint& print : impl_->writer.document().accepted_prints()) {
            auto file = read_image(path() / print.file);
            if (!file) return file.error();
            prints.push_back({print.finger, std::move(file->image), print.ppi});
        }
        return prints;
    });
}

std::vector<RecordFolder::StepState> RecordFolder::steps() const { return impl_->writer.document().steps(); }

Result<fs::path> RecordFolder::seal(const std::optional<Subject>& subject) {
    return guarded([&] { return impl_->writer.seal(subject); });
}

const fs::path& RecordFolder::path() const noexcept { return impl_->writer.path(); }

Result<RecordSummary> inspect_record(const fs::path& path) {
    return guarded([&] { return inspect_record(system_storage(), path); });
}

}  // namespace limner
