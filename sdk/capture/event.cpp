#include <limner/capture/event.h>

namespace limner {

std::string_view name_of(Action action) noexcept {
    switch (action) {
        case Action::place_finger: return "place_finger";
        case Action::lift_finger: return "lift_finger";
        case Action::move_document: return "move_document";
        case Action::insert_document: return "insert_document";
        case Action::show_document: return "show_document";
        case Action::look_at: return "look_at";
        case Action::press_button: return "press_button";
    }
    return "unknown";
}

const Text& text_of(Action action) noexcept {
    static const Text place{"Place the finger on the reader.", "Letakkan jari pada pembaca sidik jari."};
    static const Text lift{"Lift the finger from the reader.", "Angkat jari dari pembaca sidik jari."};
    static const Text move{"Move the document to the other scanner.", "Pindahkan dokumen ke pemindai lain."};
    static const Text insert{"Put the document into the scanner.", "Masukkan dokumen ke pemindai."};
    static const Text show{"Put the document under the camera.", "Letakkan dokumen di bawah kamera."};
    static const Text look{"Look at the camera that is now in use.", "Lihat ke kamera yang sekarang dipakai."};
    static const Text press{"Press the button on the device.", "Tekan tombol pada perangkat."};
    static const Text unknown{};
    switch (action) {
        case Action::place_finger: return place;
        case Action::lift_finger: return lift;
        case Action::move_document: return move;
        case Action::insert_document: return insert;
        case Action::show_document: return show;
        case Action::look_at: return look;
        case Action::press_button: return press;
    }
    return unknown;
}

std::string_view name_of(SlotEvent::Kind kind) noexcept {
    switch (kind) {
        case SlotEvent::Kind::arrived: return "arrived";
        case SlotEvent::Kind::lost: return "lost";
        case SlotEvent::Kind::switched: return "switched";
        case SlotEvent::Kind::degraded: return "degraded";
        case SlotEvent::Kind::recovered: return "recovered";
        case SlotEvent::Kind::no_device: return "no_device";
        case SlotEvent::Kind::action_required: return "action_required";
    }
    return "unknown";
}

}  // namespace limner
