#include "check/portrait_measures.h"

#include <cmath>
#include <string>

namespace limner::portrait {
namespace {

const Text look_at_pose{
    "The head's turn could not be measured. See for yourself whether the face looks straight ahead.",
    "Arah kepala tidak dapat diukur. Periksa sendiri apakah wajah menghadap lurus ke depan."};
const Text look_at_light{
    "The light on the face could not be measured. See for yourself whether the face is lit evenly.",
    "Cahaya pada wajah tidak dapat diukur. Periksa sendiri apakah wajah diterangi merata."};
const Text look_at_cover{"This could not be measured. See for yourself whether the whole face is free.",
                         "Bagian ini tidak dapat diukur. Periksa sendiri apakah seluruh wajah terlihat."};
const Text look_at_focus{"This could not be measured. See for yourself whether the picture is sharp and clean.",
                         "Bagian ini tidak dapat diukur. Periksa sendiri apakah gambar tajam dan bersih."};
const Text uneven_background{
    "The background is not plain: remove what is behind the applicant and light it without shadows.",
    "Latar belakang tidak polos: singkirkan benda di belakang pemohon dan terangi tanpa bayangan."};
const Text look_at_background{
    "The background could not be judged. See for yourself whether it is plain and free of shadows.",
    "Latar belakang tidak dapat dinilai. Periksa sendiri apakah polos dan bebas bayangan."};
const Text more_light{"The face is too dark: add light in front of the applicant or expose longer.",
                      "Wajah terlalu gelap: tambah cahaya dari depan pemohon atau perpanjang pencahayaan kamera."};
const Text less_light{"The face is too bright: dim the light or expose shorter.",
                      "Wajah terlalu terang: redupkan lampu atau persingkat pencahayaan kamera."};

const std::map<std::string_view, Advice>& all() {
    static const std::map<std::string_view, Advice> advice{
        {"single_face_present",
         {{"No face was found: sit in front of the camera and look into it.",
           "Wajah tidak ditemukan: duduk di depan kamera dan pandang kamera."},
          {"More than one face is in the picture: everybody else please step aside; cover pictures on the wall.",
           "Ada lebih dari satu wajah: orang lain mohon menyingkir; tutup gambar wajah di dinding."},
          {}}},
        {"inter_eye_distance",
         {{"The face has too few pixels: come closer to the camera.",
           "Wajah terlalu kecil dalam piksel: mendekat ke kamera."},
          {},
          {}}},
        {"head_size",
         {{"The head is too small in the picture: come closer to the camera.",
           "Kepala terlalu kecil dalam gambar: mendekat ke kamera."},
          {"The head is too large in the picture: move back a little.",
           "Kepala terlalu besar dalam gambar: mundur sedikit."},
          {}}},
        {"leftward_crop_of_face",
         {{"The face is too close to the picture's left edge: move to your left.",
           "Wajah terlalu dekat ke tepi kiri gambar: geser ke kiri Anda."},
          {},
          {}}},
        {"rightward_crop_of_face",
         {{"The face is too close to the picture's right edge: move to your right.",
           "Wajah terlalu dekat ke tepi kanan gambar: geser ke kanan Anda."},
          {},
          {}}},
        {"margin_above_face",
         {{"There is too little room above the head: sit lower or raise the camera.",
           "Ruang di atas kepala kurang: duduk lebih rendah atau naikkan kamera."},
          {"There is too much room above the head: sit higher or lower the camera.",
           "Ruang di atas kepala terlalu banyak: duduk lebih tinggi atau turunkan kamera."},
          {}}},
        {"margin_below_face",
         {{"There is too little room below the chin: sit higher or lower the camera.",
           "Ruang di bawah dagu kurang: duduk lebih tinggi atau turunkan kamera."},
          {"There is too much room below the chin: sit lower or raise the camera.",
           "Ruang di bawah dagu terlalu banyak: duduk lebih rendah atau naikkan kamera."},
          {}}},
        {"head_pose_yaw",
         {{"Turn your head a little to your left.", "Putar kepala sedikit ke kiri Anda."},
          {"Turn your head a little to your right.", "Putar kepala sedikit ke kanan Anda."},
          look_at_pose}},
        {"head_pose_pitch",
         {{"Lower your chin a little.", "Turunkan dagu sedikit."},
          {"Raise your chin a little.", "Naikkan dagu sedikit."},
          look_at_pose}},
        {"head_pose_roll",
         {{"Tilt your head a little towards your right shoulder, until the eyes are level.",
           "Miringkan kepala sedikit ke bahu kanan Anda, sampai kedua mata sejajar."},
          {"Tilt your head a little towards your left shoulder, until the eyes are level.",
           "Miringkan kepala sedikit ke bahu kiri Anda, sampai kedua mata sejajar."},
          look_at_pose}},
        {"eyes_open",
         {{"The eyes look closed in this picture: open both eyes.",
           "Mata tampak tertutup dalam gambar ini: buka kedua mata."},
          {},
          {"The eyes could not be judged. See for yourself whether both are open.",
           "Mata tidak dapat dinilai. Periksa sendiri apakah kedua mata terbuka."}}},
        {"mouth_closed", {{}, {"Close your mouth.", "Tutup mulut."}, {}}},
        {"background_uniformity", {{}, uneven_background, look_at_background}},
        {"image_orientation",
         {{},
          {"The picture lies on its side or stands on its head: turn the camera or the picture.",
           "Gambar miring atau terbalik: putar kamera atau gambarnya."},
          look_at_pose}},
        {"expression_neutrality",
         {{"Please relax your face and look neutral, without a smile.",
           "Mohon rilekskan wajah dan berekspresi netral, tanpa senyum."},
          {},
          {"The expression could not be judged. See for yourself whether it is neutral.",
           "Ekspresi tidak dapat dinilai. Periksa sendiri apakah netral."}}},
        {"eyes_visible",
         {{},
          {"Something lies over an eye in this picture: take hair, frames and shadows away from the eyes.",
           "Ada yang menutupi mata dalam gambar ini: singkirkan rambut, bingkai dan bayangan dari mata."},
          look_at_cover}},
        {"mouth_occlusion_prevention",
         {{},
          {"Something covers the mouth in this picture: take it away.",
           "Ada yang menutupi mulut dalam gambar ini: mohon dilepas."},
          look_at_cover}},
        {"face_occlusion_prevention",
         {{},
          {"A part of the face is covered or in deep shadow in this picture: show it from chin to forehead.",
           "Sebagian wajah tertutup atau gelap dalam gambar ini: perlihatkan dari dagu sampai dahi."},
          look_at_cover}},
        {"no_head_coverings",
         {{},
          {},
          {"See for yourself: a head covering is allowed for religious reasons, with the face visible from chin to "
           "forehead.",
           "Periksa sendiri: penutup kepala diperbolehkan karena agama, asalkan wajah terlihat dari dagu sampai "
           "dahi."}}},
        {"unified_quality_score",
         {{},
          {},
          {"There is no model for the unified score; the findings above decide.",
           "Tidak ada model untuk skor gabungan; hasil di atas yang menentukan."}}},
        {"glasses",
         {{},
          {"Glasses seem to be worn in this picture: please take them off.",
           "Tampaknya kacamata dipakai dalam gambar ini: mohon dilepas."},
          look_at_cover}},
        {"lens_glare",
         {{},
          {"Lenses reflect a lamp: tilt the glasses a little, move the lamp or take the glasses off.",
           "Lensa memantulkan lampu: miringkan kacamata sedikit, geser lampu, atau lepas kacamata."},
          look_at_cover}},
        {"tinted_lenses",
         {{"The eyes are behind something dark in this picture: please take dark glasses off.",
           "Mata berada di balik sesuatu yang gelap dalam gambar ini: mohon lepas kacamata gelap."},
          {},
          look_at_cover}},
        {"red_eye",
         {{},
          {"The eyes look red from the flash: use a lamp from the side instead.",
           "Mata tampak merah karena lampu kilat: gunakan lampu dari samping."},
          look_at_light}},
        {"light_level", {more_light, {}, look_at_light}},
        {"shadow_on_face",
         {{"One half of the face is in shadow: light both sides alike.",
           "Separuh wajah berada dalam bayangan: terangi kedua sisi sama kuat."},
          {},
          look_at_light}},
        {"illumination_uniformity",
         {{"The light falls on the cheeks unequally: light both sides alike.",
           "Cahaya di kedua pipi tidak sama: terangi kedua sisi sama kuat."},
          {},
          look_at_light}},
        {"hot_spots",
         {{},
          {"A lamp is reflected on the skin: soften or move it.", "Lampu terpantul di kulit: lembutkan atau geser."},
          look_at_light}},
        {"natural_colour",
         {{},
          {"The colours are not natural: use white light, and set the camera's white balance and colour.",
           "Warna tidak alami: gunakan cahaya putih, dan atur keseimbangan putih serta warna kamera."},
          look_at_light}},
        {"background_evenness", {{}, uneven_background, look_at_background}},
        {"shadow_behind_head",
         {{},
          {"There is a shadow behind the head: move away from the wall or light it too.",
           "Ada bayangan di belakang kepala: menjauh dari dinding atau terangi dinding."},
          look_at_background}},
        {"background_lightness",
         {{"The background is too dark: use a white wall and light it.",
           "Latar belakang terlalu gelap: gunakan dinding putih dan terangi."},
          {},
          look_at_background}},
        {"background_colour",
         {{},
          {"The background is coloured: use a white one.", "Latar belakang berwarna: gunakan yang putih."},
          look_at_background}},
        {"white_clothing",
         {{},
          {"White clothing vanishes before a white background: darker clothing is better.",
           "Pakaian putih tidak tampak di depan latar putih: sebaiknya pakaian lebih gelap."},
          look_at_background}},
        {"sharpness",
         {{"The face is not sharp: clean the lens, let the camera focus and hold still.",
           "Wajah tidak tajam: bersihkan lensa, biarkan kamera memfokus dan jangan bergerak."},
          {"The face has outlines like drawn lines: please check, is this a drawing?",
           "Wajah memiliki garis seperti gambar tangan: mohon periksa, apakah ini gambar?"},
          look_at_focus}},
        {"motion_blur",
         {{},
          {"The picture is smeared by movement: hold still, with more light.",
           "Gambar kabur karena gerakan: jangan bergerak, tambah cahaya."},
          look_at_focus}},
        {"noise",
         {{},
          {"The picture is noisy: add light and lower the camera's gain.",
           "Gambar berbintik: tambah cahaya dan turunkan penguatan kamera."},
          look_at_focus}},
        {"compression_artifacts",
         {{},
          {"The picture is compressed too strongly: save it at a higher quality.",
           "Gambar dikompresi terlalu kuat: simpan dengan mutu lebih tinggi."},
          look_at_focus}},
        {"head_height",
         {{"The head is too small in the crop: cut closer.", "Kepala terlalu kecil: potong lebih dekat."},
          {"The head is too large in the crop: cut wider.", "Kepala terlalu besar: potong lebih lebar."},
          {"The crown could not be found. See for yourself whether the whole head is in the picture.",
           "Puncak kepala tidak ditemukan. Periksa sendiri apakah seluruh kepala ada dalam gambar."}}},
        {"eye_line",
         {{"The eyes are too low in the crop: cut lower.", "Mata terlalu rendah: potong lebih ke bawah."},
          {"The eyes are too high in the crop: cut higher.", "Mata terlalu tinggi: potong lebih ke atas."},
          {}}},
        {"horizontal_centre",
         {{"The face is left of the middle: cut further to the left.", "Wajah berada di kiri: potong lebih ke kiri."},
          {"The face is right of the middle: cut further to the right.",
           "Wajah berada di kanan: potong lebih ke kanan."},
          {}}},
        {"luminance_mean", {more_light, less_light, look_at_light}},
        {"luminance_variance",
         {{"The face looks flat: light it a little from the side or take away haze and reflections.",
           "Wajah tampak datar: terangi sedikit dari samping atau hilangkan kabut dan pantulan."},
          {"The light on the face is harsh: soften it or light both sides alike.",
           "Cahaya pada wajah terlalu keras: lembutkan atau terangi kedua sisi sama kuat."},
          look_at_light}},
        {"under_exposure_prevention", {{}, more_light, look_at_light}},
        {"over_exposure_prevention", {{}, less_light, look_at_light}},
        {"dynamic_range",
         {{"The face has too little contrast: check the light and clean the lens.",
           "Kontras wajah terlalu rendah: periksa cahaya dan bersihkan lensa."},
          {},
          look_at_light}},
    };
    return advice;
}

}  // namespace

const Advice& advice_on(std::string_view requirement) {
    static const Advice none;
    auto at = all().find(requirement);
    return at == all().end() ? none : at->second;
}

void add_amount(Finding& finding) {
    if (finding.verdict != FindingVerdict::fail || !finding.raw || finding.text.en.empty()) return;
    auto append = [&](const std::string& en, const std::string& id) {
        finding.text.en += " (" + en + ")";
        finding.text.id += " (" + id + ")";
    };
    if (finding.requirement.starts_with("head_pose_")) {
        auto degrees = std::to_string(std::lround(std::abs(*finding.raw)));
        append("about " + degrees + " degrees", "sekitar " + degrees + " derajat");
    }
    if (finding.requirement == "inter_eye_distance" && finding.limits.low && *finding.raw > 0) {
        auto percent = std::to_string(std::lround(std::ceil(100 * (*finding.limits.low / *finding.raw - 1))));
        append("it should be " + percent + " % larger", "seharusnya " + percent + " % lebih besar");
    }
}

}  // namespace limner::portrait
