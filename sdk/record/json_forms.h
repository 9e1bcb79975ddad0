#pragma once

#include <limner/check/check_fingerprint.h>
#include <limner/check/check_page.h>
#include <limner/check/check_portrait.h>
#include <limner/check/report.h>
#include <limner/check/subject.h>
#include <limner/recognise/barcode.h>
#include <limner/recognise/read_mrz.h>
#include <limner/record/provenance.h>

#include "base/json.h"

#include <chrono>
#include <string>

/// The one JSON form of every result, shared by records and by the `limner` program. docs/cli.md describes the members.
namespace limner {

/// [low, high]; an end that does not bound is null.
Json json_of(const Limits& limits);
Json json_of(const Finding& finding);
/// The findings alone, in the report's order.
Json findings_of(const Report& report);
/// verdict, profile, profile_version, findings.
Json json_of(const Report& report);

Json json_of(const Point& point);
Json json_of(const Quad& quad);

/// What `check portrait`, `check fingerprint` and `check page` print, without `file` and `elapsed_ms`.
Json json_of(const PortraitCheck& check);
Json json_of(const FingerprintCheck& check);
Json json_of(const PageCheck& check);
Json json_of(const FaceLandmarks& landmarks);

/// What `parse mrz` prints: format, lines, fields, checks, valid, problems.
Json json_of(const Mrz& mrz);
/// What `read mrz` prints, without `file` and `elapsed_ms`. Every member is there even where no MRZ was found.
Json json_of(const MrzReading& reading);
/// A member of what `read barcode` prints.
Json json_of(const Barcode& barcode);
/// "M", "F", "X".
std::string letter_of(Sex sex);

/// The members of docs/cli.md's `switched` but `event`, `remedy` and `message`.
Json json_of(const SwitchRecord& change);
Json json_of(const Provenance& provenance);
Json json_of(const Subject& subject);

/// "2026-01-31T08:15:30.123Z".
std::string utc_text(std::chrono::system_clock::time_point when);

}  // namespace limner
