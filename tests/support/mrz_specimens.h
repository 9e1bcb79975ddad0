#pragma once

#include <chrono>
#include <string>
#include <vector>

/// The MRZs of ICAO Doc 9303's specimens, one of each format.
namespace limner::test::specimen {

using Lines = std::vector<std::string>;

/// The day from which the tests tell centuries.
inline constexpr std::chrono::year_month_day today{std::chrono::year(2026), std::chrono::March, std::chrono::day(15)};

inline const Lines passport{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                            "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
inline const Lines card{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6",
                        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"};
inline const Lines small_card{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"};
inline const Lines large_visa{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                              "L8988901C4XXX7408122F96121096ZE184226B<<<<<<"};
inline const Lines small_visa{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX7408122F9612109<<<<<<<<"};

}  // namespace limner::test::specimen
