// Makes the pictures that the demo's virtual devices play: limner_make_inputs FOLDER [PORTRAIT]
#include <limner/frame/image_file.h>

#include "support/page_renderer.h"
#include "support/ridge_pattern.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace {

limner::Result<void> write_png(const std::filesystem::path& path, const limner::Image& image, double ppi) {
    auto png = limner::encode_png(image, ppi);
    if (!png) return png.error();
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(png->data()), static_cast<std::streamsize>(png->size()));
    if (!file.flush()) return limner::Error{limner::ErrorCode::storage_failed, path.native() + ": cannot be written"};
    return {};
}

limner::Result<void> make_page(const std::filesystem::path& folder, const char* portrait) {
    limner::test::PageSpec spec;
    spec.mrz = limner::test::specimen_mrz();
    spec.is_on_a4 = true;
    spec.skew_degrees = 1.5;
    spec.noise = 2;
    if (portrait) {
        auto file = limner::read_image(portrait);
        if (!file) return file.error();
        spec.portrait = file->image;
    }
    auto page = limner::test::render_page(spec);
    return page ? write_png(folder / "page.png", page->image, page->ppi) : page.error();
}

limner::Result<void> make_finger(const std::filesystem::path& folder) {
    const limner::test::RidgePattern finger;
    return write_png(folder / "finger.png", limner::test::make_ridge_pattern(finger), finger.ppi);
}

}  // namespace

int main(int count, char** words) {
    if (count < 2 || count > 3) {
        fmt::print(stderr,
                   "limner_make_inputs FOLDER [PORTRAIT]: writes page.png, a passport's page on a scanner's glass, and "
                   "finger.png, a print of 500 ppi\n");
        return 3;
    }
    std::error_code failed;
    std::filesystem::create_directories(words[1], failed);
    auto made = make_page(words[1], count == 3 ? words[2] : nullptr);
    if (made) made = make_finger(words[1]);
    if (!made) {
        fmt::print(stderr, "{}\n", made.error().message);
        return 1;
    }
    return 0;
}
