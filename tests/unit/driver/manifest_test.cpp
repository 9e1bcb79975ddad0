#include "driver/manifest.h"

#include <gmock/gmock.h>

namespace limner {
namespace {

using testing::HasSubstr;

const std::filesystem::path path = "/drivers/acme.driver.toml";

std::string reason(const std::string& toml) {
    auto manifest = parse_manifest(toml, path);
    return manifest ? "no error" : manifest.error().message;
}

TEST(Manifest, NamesTheModuleBesideIt) {
    auto manifest = parse_manifest(R"(name = "acme"
        module = "limner_acme.so"
        classes = ["camera"]
        usb_ids = ["05ba:000a"]
        rights = {network = true})",
                                   path);
    ASSERT_TRUE(manifest) << manifest.error().message;
    EXPECT_EQ(manifest->module, "/drivers/limner_acme.so");
    EXPECT_EQ(manifest->usb_ids, std::vector<std::string>{"05ba:000a"});
    EXPECT_TRUE(manifest->needs_network);
}

TEST(Manifest, TellsADriverWhoseDevicesAreOfItsOwnProcess) {
    auto reaches_hardware = [](const std::string& rights) {
        return parse_manifest("name = \"acme\"\nmodule = \"limner_acme.so\"\n" + rights, path).value().reaches_hardware;
    };
    EXPECT_FALSE(reaches_hardware("rights = {network = false, devices = []}"));
    EXPECT_TRUE(reaches_hardware(""));
    EXPECT_TRUE(reaches_hardware("rights = {network = false}"));
    EXPECT_TRUE(reaches_hardware("rights = {network = true, devices = []}"));
    EXPECT_TRUE(reaches_hardware("rights = {devices = [\"/dev/video*\"]}"));
}

TEST(Manifest, SaysOnWhichLineAMistakeIsAndWhatIsAllowed) {
    EXPECT_THAT(reason("name = \"acme\"\nmodul = \"x.so\""),
                HasSubstr("acme.driver.toml:2: unknown key 'modul'; allowed: name, module"));
    EXPECT_THAT(reason("name = \"acme\"\nmodule = \"x.so\"\nclasses = [\"kamera\"]"),
                HasSubstr(":3: unknown class 'kamera'"));
    EXPECT_THAT(reason("name = \"acme\"\nmodule ="), HasSubstr("acme.driver.toml:2: "));
    EXPECT_THAT(reason("module = \"x.so\""), HasSubstr("'name' is missing"));
}

TEST(Manifest, RefusesAModuleOutsideItsFolder) {
    EXPECT_THAT(reason("name = \"acme\"\nmodule = \"../evil.so\""), HasSubstr("not a path"));
}

}  // namespace
}  // namespace limner
