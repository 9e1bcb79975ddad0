#pragma once

#include <limner/base/result.h>
#include <limner/base/until.h>
#include <limner/recognise/cross_check.h>
#include <limner/recognise/document_page.h>
#include <limner/recognise/read_mrz.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace limner {

/// A field of a document as it was read.
struct DocumentField {
    std::string name{};  ///< As the layout has it: "nik", "birth_date"; of a table's rows "member_nik_2".
    std::string
        value{};        ///< In its kind's form (dates YYYY-MM-DD, sex M or F, vocabularies snapped); empty: unreadable.
    std::string raw{};  ///< What the recogniser saw.
    double confidence_0_1 = 0;
    Quad quad{};  ///< In the picture.
};

/// A picture on a document, cut out of the page laid out.
struct DocumentPart {
    Image image{};
    Quad quad{};  ///< In the picture.
    double confidence_0_1 = 0;
};

/// What a picture of a document says.
struct DocumentReading {
    std::string type{};  ///< A layout's name: "ktp", "kk", ...; "card" or "visa" where its MRZ alone is known.
    Quad quad{};         ///< Of the document, from its own top left corner; of the MRZ where no outline is seen.
    std::optional<RectifiedPage> page{};
    std::vector<DocumentField> fields{};
    std::optional<MrzReading> mrz{};
    std::optional<DocumentPart> portrait{};  ///< Where the layout has a place for it and something stands there.
    std::optional<DocumentPart> signature{};
    /// Fields that should agree: with the MRZ, and of a NIK with the printed birth date and sex. A NIK that disagrees
    /// is a hint, never an error.
    std::vector<FieldAgreement> agreements{};
    std::vector<std::string> warnings{};  ///< "expired", "not_yet_valid", "nik_region_unknown", "nik_malformed".

    const DocumentField* find(std::string_view name) const noexcept;
};

/// What the reading says about the person, for cross_check().
PersonClaim claim_of(const DocumentReading& reading, std::string source);

/// Reads documents whose layout is known, and the MRZ of any other. Loads its models once; every function is safe from
/// any thread, calls on one reader are serialised.
class DocumentReader {
public:
    struct Options {
        std::optional<std::string> tessdata{};  ///< Folder of Tesseract's models; default: Tesseract's own.
        std::vector<std::filesystem::path>
            layouts{};  ///< Files beside those built in; one of the same name replaces it.
    };
    /// Errors: model_missing; of a layout file invalid_setup, and those of reading it.
    static Result<DocumentReader> load(const Options& options);
    static Result<DocumentReader> load() { return load(Options{}); }

    /// The names of the layouts.
    std::vector<std::string> types() const;

    /// The document of the picture, nothing where none is seen. `type`: "auto" or one of types(). `ppi`: of a scan.
    /// Errors: invalid_argument (no pixels, an unknown type), timed_out, cancelled.
    Result<std::optional<DocumentReading>> read(const Image& image, const std::string& type, std::optional<double> ppi,
                                                std::chrono::year_month_day today, const Until& until) const;

    /// Names and versions of the recognisers, for provenance.
    std::vector<std::string> recognisers() const;

private:
    struct Impl;
    explicit DocumentReader(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<Impl> impl_;
};

}  // namespace limner
