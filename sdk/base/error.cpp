#include <limner/base/error.h>

#include <algorithm>
#include <array>

namespace limner {
namespace {

struct Entry {
    ErrorCode code;
    std::string_view name;
    Remedy remedy;
    Text advice;
};

const std::array<Entry, 26>& entries() {
    using enum ErrorCode;
    using enum Remedy;
    static const std::array<Entry, 26> all{{
        {cancelled, "cancelled", stop, {"Cancelled.", "Dibatalkan."}},
        {timed_out, "timed_out", try_again, {"It took too long. Try again.", "Waktu habis. Coba lagi."}},
        {device_missing,
         "device_missing",
         switch_device,
         {"No suitable device is connected. Plug one in.",
          "Tidak ada perangkat yang terhubung. Sambungkan perangkat."}},
        {device_lost,
         "device_lost",
         switch_device,
         {"The device was unplugged or reset. Check its cable.",
          "Perangkat terlepas atau dimulai ulang. Periksa kabelnya."}},
        {device_stalled,
         "device_stalled",
         switch_device,
         {"The device does not answer. Unplug it and plug it in again.",
          "Perangkat tidak merespons. Cabut lalu sambungkan kembali."}},
        {device_busy,
         "device_busy",
         switch_device,
         {"Another program uses the device. Close it.", "Perangkat dipakai program lain. Tutup program itu."}},
        {device_fault,
         "device_fault",
         switch_device,
         {"The device reports a fault. Have it serviced.", "Perangkat melaporkan kerusakan. Hubungi teknisi."}},
        {bad_data,
         "bad_data",
         switch_device,
         {"The device delivers damaged pictures. Have it checked.", "Gambar dari perangkat rusak. Minta pemeriksaan."}},
        {unsupported,
         "unsupported",
         fix_setup,
         {"This device or installation cannot do that.", "Perangkat atau instalasi ini tidak mendukungnya."}},
        {invalid_argument,
         "invalid_argument",
         fix_setup,
         {"A setting or an input is not valid.", "Pengaturan atau masukan tidak sah."}},
        {internal,
         "internal",
         report_bug,
         {"A defect in the software or in a driver. Please report it.",
          "Kesalahan pada perangkat lunak atau driver. Mohon laporkan."}},
        {paper_jam,
         "paper_jam",
         switch_device,
         {"The scanner's feeder is jammed. Remove the sheet.", "Kertas macet di pemindai. Keluarkan kertasnya."}},
        {paper_empty,
         "paper_empty",
         try_again,
         {"The scanner's feeder is empty. Put the document in.", "Baki pemindai kosong. Masukkan dokumen."}},
        {cover_open,
         "cover_open",
         try_again,
         {"The scanner's cover is open. Close it.", "Penutup pemindai terbuka. Tutup dahulu."}},
        {access_denied,
         "access_denied",
         fix_setup,
         {"Access is denied. Check the permissions.", "Akses ditolak. Periksa hak akses."}},
        {file_missing, "file_missing", fix_setup, {"The file does not exist.", "Berkas tidak ditemukan."}},
        {unreadable_file,
         "unreadable_file",
         fix_setup,
         {"The file is damaged or of another type.", "Berkas rusak atau jenisnya berbeda."}},
        {storage_full,
         "storage_full",
         fix_setup,
         {"The disk is full. Free some space.", "Disk penuh. Kosongkan sebagian ruang."}},
        {storage_failed,
         "storage_failed",
         fix_setup,
         {"The record cannot be written. Check the disk.", "Rekaman tidak dapat ditulis. Periksa disk."}},
        {model_missing, "model_missing", fix_setup, {"A model is not installed.", "Model belum terpasang."}},
        {invalid_setup,
         "invalid_setup",
         fix_setup,
         {"The configuration has a mistake.", "Ada kesalahan pada konfigurasi."}},
        {device_frozen,
         "device_frozen",
         switch_device,
         {"The camera's picture is frozen. Unplug it and plug it in again.",
          "Gambar kamera membeku. Cabut lalu sambungkan kembali."}},
        {device_black,
         "device_black",
         switch_device,
         {"The camera's picture is black. Remove the lens cover or check the light.",
          "Gambar kamera hitam. Lepas penutup lensa atau periksa cahaya."}},
        {device_slow,
         "device_slow",
         switch_device,
         {"The device is too slow. Check its cable and port.", "Perangkat terlalu lambat. Periksa kabel dan porta."}},
        {driver_crashed,
         "driver_crashed",
         switch_device,
         {"The device's driver crashed. If it happens again, have the driver updated.",
          "Driver perangkat berhenti mendadak. Jika terulang, minta pembaruan driver."}},
        {glass_dirty,
         "glass_dirty",
         switch_device,
         {"The device's glass is dirty. Wipe it clean.", "Kaca perangkat kotor. Lap sampai bersih."}},
    }};
    return all;
}

const Entry* find(ErrorCode code) noexcept {
    auto at = std::ranges::find(entries(), code, &Entry::code);
    return at == entries().end() ? nullptr : &*at;
}

}  // namespace

Remedy remedy_for(ErrorCode code) noexcept {
    const Entry* entry = find(code);
    return entry ? entry->remedy : Remedy::report_bug;
}

std::string_view name_of(ErrorCode code) noexcept {
    const Entry* entry = find(code);
    return entry ? entry->name : "unknown";
}

std::string_view name_of(Remedy remedy) noexcept {
    switch (remedy) {
        case Remedy::stop: return "stop";
        case Remedy::try_again: return "try_again";
        case Remedy::switch_device: return "switch_device";
        case Remedy::fix_setup: return "fix_setup";
        case Remedy::report_bug: return "report_bug";
    }
    return "report_bug";
}

const Text& advice_for(ErrorCode code) noexcept {
    static const Text unknown{"An unknown error. Please report it.", "Kesalahan tidak dikenal. Mohon laporkan."};
    const Entry* entry = find(code);
    return entry ? entry->advice : unknown;
}

}  // namespace limner
