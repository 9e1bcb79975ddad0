#include "check/portrait_measures.h"

namespace limner::portrait {
namespace {

const Text look_at_pose{
    "The head's turn could not be measured. See for yourself whether the face looks straight ahead.",
    "Arah kepala tidak dapat diukur. Periksa sendiri apakah wajah menghadap lurus ke depan."};
const Text look_at_light{
    "The light on the face could not be measured. See for yourself whether the face is lit evenly.",
    "Cahaya pada wajah tidak dapat diukur. Periksa sendiri apakah wajah diterangi merata."};
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
         {{"Open both eyes.", "Buka kedua mata."},
          {},
          {"The eyes could not be judged. See for yourself whether both are open.",
           "Mata tidak dapat dinilai. Periksa sendiri apakah kedua mata terbuka."}}},
        {"mouth_closed", {{}, {"Close your mouth.", "Tutup mulut."}, {}}},
        {"background_uniformity",
         {{},
          {"The background is not plain: remove what is behind the applicant and light it without shadows.",
           "Latar belakang tidak polos: singkirkan benda di belakang pemohon dan terangi tanpa bayangan."},
          {"The background could not be judged. See for yourself whether it is plain and free of shadows.",
           "Latar belakang tidak dapat dinilai. Periksa sendiri apakah polos dan bebas bayangan."}}},
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

}  // namespace limner::portrait
