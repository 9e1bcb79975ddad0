#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace limner::test {

/// A row of a table, each cell by its column's name.
using Row = std::map<std::string, std::string>;

/// A table whose first line names its columns. Cells hold no line breaks; quoted ones may hold commas. Empty where the
/// file cannot be read.
std::vector<Row> read_csv(const std::filesystem::path& path);

}  // namespace limner::test
