#pragma once

// What captures, checks, reads and records. Records of fingers, faces and ANSI/NIST, WSQ, documents, slaps, minutiae
// and the devices' journal have headers of their own beside these.
#include <limner/base/version.h>
#include <limner/capture/capture.h>
#include <limner/capture/counter_config.h>
#include <limner/capture/runtime.h>
#include <limner/capture/slot.h>
#include <limner/capture/visit.h>
#include <limner/frame/image_file.h>
#include <limner/recognise/barcode.h>
#include <limner/recognise/read_mrz.h>
#include <limner/record/record.h>
