#include "daemon/data/list_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "daemon/replay/line_reader.hpp"

namespace tickbard {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = 64 << 20;

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return value.is_number() ? value.dump() : std::string{};
}

Result<std::vector<ListRecord>> from_json(const std::string& text, std::span<const ColumnRule> rules,
                                          const ColumnNames& names) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) {
    Json found;
    for (const auto& [name, value] : json.items()) {
      if (!value.is_array()) continue;
      if (!found.is_null()) return Problem{"it has several arrays: keep the one that is meant"};
      found = value;
    }
    json = std::move(found);
  }
  if (!json.is_array()) return Problem{"it is no JSON array of symbols, and no object with one"};
  std::vector<ListRecord> out;
  for (const Json& item : json) {
    ListRecord& record = out.emplace_back();
    record.line = out.size();
    record.unit = "entry";
    if (item.is_string()) {
      record.fields["symbol"] = item.get<std::string>();
      continue;
    }
    if (!item.is_object())
      return Problem{"entry " + std::to_string(record.line) + " is neither a text nor an object"};
    for (const ColumnRule& rule : rules) {
      const auto mapped = names.find(std::string(rule.name));
      const auto at = item.find(mapped == names.end() ? std::string(rule.name) : mapped->second);
      std::string value = at == item.end() ? std::string{} : text_of(*at);
      if (value.empty() && rule.needed)
        return Problem{"entry " + std::to_string(record.line) + " has no " + std::string(rule.name)};
      if (!value.empty()) record.fields[std::string(rule.name)] = std::move(value);
    }
  }
  return out;
}

Result<std::vector<ListRecord>> from_csv(const std::vector<std::pair<std::uint64_t, std::string>>& lines,
                                         std::span<const ColumnRule> rules, const ColumnNames& names) {
  std::vector<ListRecord> out;
  const auto columns = CsvColumns::from_header(lines.front().second, rules, names);
  const bool only_symbol =
      std::count_if(rules.begin(), rules.end(), [](const ColumnRule& r) { return r.needed; }) == 1;
  const bool plain = !columns && only_symbol && lines.front().second.find_first_of(",\"") == std::string::npos;
  if (!columns && !plain) return columns.error();
  if (plain) {
    for (const auto& [number, line] : lines) {
      if (line.find(',') != std::string::npos)
        return Problem{"line " + std::to_string(number) + " has several fields, the first line has one"};
      out.push_back({number, "line", {{"symbol", line}}});
    }
    return out;
  }
  CsvColumns csv = *columns;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& [number, line] = lines[i];
    if (!csv.split(line))
      return Problem{"line " + std::to_string(number) + " has not " + std::to_string(csv.width()) +
                     " fields as the first line"};
    ListRecord& record = out.emplace_back();
    record.line = number;
    for (std::size_t r = 0; r < rules.size(); ++r)
      if (!csv.field(r).empty()) record.fields[std::string(rules[r].name)] = csv.field(r);
  }
  return out;
}

}  // namespace

const std::string& ListRecord::get(std::string_view name) const {
  static const std::string none;
  const auto at = fields.find(name);
  return at == fields.end() ? none : at->second;
}

Result<std::vector<ListRecord>> read_list(const std::filesystem::path& file, std::span<const ColumnRule> rules,
                                          const ColumnNames& names) {
  auto reader = LineReader::open(file);
  if (!reader) return reader.error();
  std::vector<std::pair<std::uint64_t, std::string>> lines;
  std::size_t bytes = 0;
  for (std::string_view line; reader->next(line);) {
    if (reader->number() == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    bytes += line.size() + 1;
    if (bytes > kMostBytes || reader->too_long())
      return Problem{file.string() + " has more than 64 MiB: it is no list of securities"};
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin != std::string_view::npos && line[begin] != '#') lines.emplace_back(reader->number(), line);
  }
  if (!reader->failure().empty()) return Problem{reader->failure()};
  if (lines.empty()) return Problem{file.string() + " is empty"};
  const char first = lines.front().second[lines.front().second.find_first_not_of(" \t")];
  Result<std::vector<ListRecord>> out = std::vector<ListRecord>{};
  if (first == '[' || first == '{') {
    std::string text;
    for (const auto& [number, line] : lines) text.append(line).append("\n");
    out = from_json(text, rules, names);
  } else {
    out = from_csv(lines, rules, names);
  }
  if (!out) return Problem{file.string() + ": " + out.error().text};
  return out;
}

}  // namespace tickbard
