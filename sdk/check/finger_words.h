#pragma once

#include <limner/base/text.h>
#include <limner/check/subject.h>

namespace limner {

/// "right index", "telunjuk kanan"; empty of Finger::unknown.
Text words_of(Finger finger);

}  // namespace limner
