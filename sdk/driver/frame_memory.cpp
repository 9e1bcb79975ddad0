#include "driver/frame_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace limner {
namespace {

constexpr std::uint32_t max_places = 16;
constexpr std::size_t max_place_bytes = std::size_t{1} << 30;

Error no_memory() { return {ErrorCode::internal, "no memory for pictures: " + std::generic_category().message(errno)}; }

Result<std::byte*> mapped(int file, std::size_t bytes, int protection) {
    void* start = ::mmap(nullptr, bytes, protection, MAP_SHARED, file, 0);
    if (start == MAP_FAILED) return no_memory();
    return static_cast<std::byte*>(start);
}

}  // namespace

Result<Descriptor> make_sealed_memory(const char* name, std::size_t bytes) {
    Descriptor file(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!file || ::ftruncate(file.number(), static_cast<off_t>(bytes)) != 0) return no_memory();
    if (::fcntl(file.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return no_memory();
    return file;
}

Result<FrameMemory> FrameMemory::make(std::uint32_t places, std::size_t place_bytes) {
    if (places == 0 || places > max_places || place_bytes == 0 || place_bytes > max_place_bytes)
        return Error{ErrorCode::invalid_argument, "frame memory of " + std::to_string(place_bytes) + " bytes a place"};
    auto file = make_sealed_memory("limner-frames", places * place_bytes);
    if (!file) return file.error();
    auto start = mapped(file->number(), places * place_bytes, PROT_READ);
    if (!start) return start.error();
    return FrameMemory(*std::move(file), *start, places, place_bytes);
}

Result<FrameMemory> FrameMemory::map(Descriptor file, std::uint32_t places, std::size_t place_bytes) {
    struct stat status {};
    bool is_sane = places > 0 && places <= max_places && place_bytes > 0 && place_bytes <= max_place_bytes &&
                   ::fstat(file.number(), &status) == 0 &&
                   static_cast<std::size_t>(status.st_size) == places * place_bytes;
    if (!is_sane) return Error{ErrorCode::bad_data, "frame memory of another size than announced"};
    auto start = mapped(file.number(), places * place_bytes, PROT_READ | PROT_WRITE);
    if (!start) return start.error();
    return FrameMemory(std::move(file), *start, places, place_bytes);
}

FrameMemory::FrameMemory(FrameMemory&& other) noexcept
    : file_(std::move(other.file_)),
      start_(std::exchange(other.start_, nullptr)),
      places_(other.places_),
      place_bytes_(other.place_bytes_) {}

FrameMemory& FrameMemory::operator=(FrameMemory&& other) noexcept {
    std::swap(file_, other.file_);
    std::swap(start_, other.start_);
    std::swap(places_, other.places_);
    std::swap(place_bytes_, other.place_bytes_);
    return *this;
}

FrameMemory::~FrameMemory() {
    if (start_) ::munmap(start_, places_ * place_bytes_);
}

}  // namespace limner
