#pragma once

#include <map>
#include <string>
#include <vector>

#include "sinks/tables.hpp"

namespace tickbard::test {

/// The rows of each table, sorted, each as `column=value …` in one form for both engines: instants as the numbers
/// that SQLite holds, decimals and real values to the last bit, JSON with its keys in order.
using TableRows = std::map<std::string, std::vector<std::string>>;

/// Of every table there is but schema_migrations, whatever the schema grows to.
TableRows table_rows(Tables& tables);

/// The first rows that only one side has, by table; empty if there are none.
std::string difference(const TableRows& one, const TableRows& other);

}  // namespace tickbard::test
