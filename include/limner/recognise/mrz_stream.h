#pragma once

#include <limner/base/text.h>
#include <limner/recognise/read_mrz.h>

namespace limner {

/// What whoever holds the document should do.
enum class MrzAdvice { none, show_mrz, move_closer, hold_still, glare_on_mrz };

/// "none", "show_mrz", "move_closer", "hold_still", "glare_on_mrz".
std::string_view name_of(MrzAdvice advice) noexcept;

/// A sentence for the screen; of `none` it is empty.
Text text_of(MrzAdvice advice);

/// What the frames of a stream say together.
struct MrzView {
    MrzReading reading{};     ///< The vote of the frames that show this document; its quad is the last one's.
    int frames = 0;           ///< How many voted.
    bool is_settled = false;  ///< More frames would hardly change it: two read the same and every check digit agrees,
                              ///< or four read the same with a check digit that is printed wrong.
    MrzAdvice advice = MrzAdvice::show_mrz;
};

/// Reads one document after another in the frames of a camera. What every frame says of every character is added up, so
/// several poor frames give what none of them does. Another document begins a new vote. Not for two threads at once.
class MrzStream {
public:
    explicit MrzStream(MrzReader reader);
    MrzStream(MrzStream&&) noexcept;
    MrzStream& operator=(MrzStream&&) noexcept;
    ~MrzStream();

    /// Errors as MrzReader::read; they leave the vote as it is. A frame without an MRZ leaves it, too.
    Result<MrzView> add(const Image& frame, std::chrono::year_month_day today, const Until& until);

    /// Forgets the document: the next one begins.
    void restart() noexcept;

private:
    struct Vote;
    MrzReader reader_;
    std::unique_ptr<Vote> vote_;
};

}  // namespace limner
