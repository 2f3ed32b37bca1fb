#include "daemon/data/csv_columns.hpp"

#include <algorithm>
#include <functional>

namespace tickbard {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

std::string list_of(std::span<const ColumnRule> rules) {
  std::string out;
  for (const ColumnRule& rule : rules) out.append(out.empty() ? "" : ", ").append(rule.name);
  return out;
}

/// What stands in the quotes at the front of `rest`, which moves behind them. False: they do not end.
bool take_quoted(std::string_view& rest, std::string& out) {
  rest.remove_prefix(1);
  for (;;) {
    const std::size_t quote = rest.find('"');
    if (quote == std::string_view::npos) return false;
    out.append(rest.substr(0, quote));
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"')) return true;
    out += '"';
    rest.remove_prefix(1);
  }
}

}  // namespace

Result<ColumnNames> parse_column_names(std::string_view text, std::span<const ColumnRule> rules) {
  ColumnNames names;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const std::size_t equals = item.find('=');
    const std::string_view ours = item.substr(0, equals);
    const bool known =
        std::any_of(rules.begin(), rules.end(), [&](const ColumnRule& r) { return r.name == ours; });
    if (equals == std::string_view::npos || equals + 1 == item.size() || !known) {
      return Problem{"--columns " + std::string(item) + ": must be NAME=COLUMN, NAME one of " + list_of(rules)};
    }
    const std::string_view theirs = item.substr(equals + 1);
    for (const auto& [name, column] : names)
      if (column == theirs && name != ours)
        return Problem{"--columns " + std::string(item) + ": the column is " + name +
                       " already, and a column can be one of ours only"};
    names[std::string(ours)] = theirs;
  }
  return names;
}

bool CsvColumns::alike(std::string_view a, std::string_view b) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return small(x) == small(y); });
}

bool CsvColumns::fields_of(std::string_view line, std::vector<std::string_view>& out,
                           std::vector<std::string>& unquoted) {
  out.clear();
  unquoted.clear();
  unquoted.reserve(static_cast<std::size_t>(std::count(line.begin(), line.end(), '"')) / 2 +
                   1);  // views stay good
  for (;;) {
    std::string_view rest = line;
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    if (rest.starts_with('"')) {
      std::string& text = unquoted.emplace_back();
      if (!take_quoted(rest, text)) return false;
      const std::size_t comma = rest.find(',');
      if (!trimmed(rest.substr(0, comma)).empty()) return false;  // "abc"def
      out.push_back(text);
      if (comma == std::string_view::npos) return true;
      line = rest.substr(comma + 1);
      continue;
    }
    const std::size_t comma = line.find(',');
    out.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return true;
    line.remove_prefix(comma + 1);
  }
}

Result<CsvColumns> CsvColumns::from_header(std::string_view header, std::span<const ColumnRule> rules,
                                           const ColumnNames& names) {
  if (header.starts_with("\xEF\xBB\xBF")) header.remove_prefix(3);
  CsvColumns csv;
  csv.at_.assign(rules.size(), -1);
  csv.fields_.resize(rules.size());
  for (const ColumnRule& rule : rules) {
    const auto mapped = names.find(std::string(rule.name));
    csv.names_.push_back(mapped == names.end() ? std::string(rule.name) : mapped->second);
  }
  if (!fields_of(header, csv.line_fields_, csv.unquoted_))
    return Problem{"the first line, which names the columns, has a quote that does not end"};
  if (csv.line_fields_.size() == 1 && header.find_first_of(";\t") != std::string_view::npos)
    return Problem{"the first line, which names the columns, has no comma: fields must be apart by commas"};
  csv.rule_at_.assign(csv.line_fields_.size(), -1);
  const auto match = [&](auto same) {
    for (std::size_t i = 0; i < csv.rule_at_.size(); ++i) {
      for (std::size_t r = 0; r < rules.size() && csv.rule_at_[i] < 0; ++r) {
        if (csv.at_[r] >= 0 || !same(csv.names_[r], csv.line_fields_[i])) continue;
        csv.at_[r] = static_cast<int>(i);
        csv.rule_at_[i] = static_cast<int>(r);
        csv.names_[r] = csv.line_fields_[i];
      }
    }
  };
  match(std::equal_to<std::string_view>{});
  match(alike);
  std::string present;
  for (const std::string_view name : csv.line_fields_)
    present.append(present.empty() ? "" : ", ").append(name.substr(0, 60));
  std::string missing;
  for (std::size_t r = 0; r < rules.size(); ++r) {
    const bool needed = rules[r].needed || names.contains(std::string(rules[r].name));
    if (needed && csv.at_[r] < 0) missing.append(missing.empty() ? "" : ", ").append(csv.names_[r]);
  }
  if (!missing.empty()) {
    present.resize(std::min<std::size_t>(present.size(), 600));
    return Problem{"the first line names no column " + missing + "; it has: " + present +
                   ". Map names with --columns ours=theirs; ours are " + list_of(rules)};
  }
  return csv;
}

bool CsvColumns::split(std::string_view line) {
  std::fill(fields_.begin(), fields_.end(), std::string_view{});
  if (!fields_of(line, line_fields_, unquoted_) || line_fields_.size() != rule_at_.size()) return false;
  for (std::size_t i = 0; i < rule_at_.size(); ++i) {
    if (rule_at_[i] >= 0) fields_[static_cast<std::size_t>(rule_at_[i])] = line_fields_[i];
  }
  return true;
}

}  // namespace tickbard
