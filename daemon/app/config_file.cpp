#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <optional>

#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_source.hpp"
#include "daemon/app/config_table.hpp"
#include "daemon/runtime/text_file.hpp"

namespace tickbard {
namespace {

std::string_view shape_words(TomlShape shape) {
  switch (shape) {
    case TomlShape::text:
      return "text in quotes";
    case TomlShape::flag:
      return "true or false";
    case TomlShape::number:
      return "a number";
    case TomlShape::list:
      return "a list of texts";
    case TomlShape::numbers:
      return "a list of whole numbers";
  }
  return {};
}

std::string_view node_words(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "a list";
  if (node.is_string()) return "text";
  if (node.is_boolean()) return "true or false";
  if (node.is_number()) return "a number";
  return "a date or time";
}

/// A list of texts as one, so that every source goes through one parser; a comma inside an item would split it.
std::optional<std::string> list_text(const toml::array& array) {
  std::vector<std::string> items;
  for (const toml::node& node : array) {
    const auto item = node.value_exact<std::string>();
    if (!item || item->find(',') != std::string::npos) return std::nullopt;
    items.push_back(*item);
  }
  return join_list(items);
}

std::optional<std::string> numbers_text(const toml::array& array) {
  std::vector<std::string> items;
  for (const toml::node& node : array) {
    const auto item = node.value_exact<std::int64_t>();
    if (!item) return std::nullopt;
    items.push_back(std::to_string(*item));
  }
  return join_list(items);
}

std::optional<std::string> node_text(const toml::node& node, TomlShape shape) {
  if (auto text = node.value_exact<std::string>()) return text;
  if (shape == TomlShape::flag && node.is_boolean()) return node.value_exact<bool>().value() ? "true" : "false";
  if (shape == TomlShape::list && node.is_array()) return list_text(*node.as_array());
  if (shape == TomlShape::numbers && node.is_array()) return numbers_text(*node.as_array());
  if (shape == TomlShape::number) {
    if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
    if (const auto real = node.value_exact<double>()) return fmt::format("{}", *real);
  }
  return std::nullopt;
}

/// Walks the document and puts every known key into the raw configuration.
class FileReader {
 public:
  FileReader(std::string name, RawConfig& raw) : name_(std::move(name)), raw_(raw) {}

  void table(const toml::table& values, const std::string& prefix) {
    for (const auto& [key, node] : values) {
      const std::string full = prefix + std::string(key.str());
      if (full == "feed") {
        sections(node, "feed", feed_keys(), raw_.feeds);
      } else if (full == "set") {
        sections(node, "set", set_keys(), raw_.sets);
      } else if (const auto* row = find_config_key(full)) {
        value(full, node, *row, raw_.values);
      } else if (node.is_table() && is_section(full)) {
        table(*node.as_table(), full + ".");
      } else {
        problem(node, unknown_key_sentence("key", full, at(node)));
      }
    }
  }

  /// In the order of the file: the parser's is alphabetic.
  void finish() {
    for (auto& [line, sentence] : problems_) raw_.problems.push_back(std::move(sentence));
  }

 private:
  static bool is_section(std::string_view name) {
    for (const auto& row : config_keys()) {
      if (row.name.starts_with(name) && row.name.substr(name.size()).starts_with('.')) return true;
    }
    return false;
  }

  std::string at(const toml::node& node) const { return name_ + ":" + std::to_string(node.source().begin.line); }

  void problem(const toml::node& node, std::string sentence) {
    problems_.emplace(node.source().begin.line, std::move(sentence));
  }

  template <class Owner>
  void value(std::string_view shown, const toml::node& node, const ConfigKey<Owner>& row, RawValues& into) {
    const std::string key(row.name);
    if (auto text = node_text(node, row.shape)) {
      into[key] = {std::move(*text), at(node)};
    } else {
      into[key] = {"", at(node), true};
      problem(node, fmt::format("{}: {} is {}; allowed is {}: {}", at(node), shown, node_words(node),
                                shape_words(row.shape), row.allowed));
    }
  }

  template <class Owner>
  void sections(const toml::node& node, const std::string& kind, std::span<const ConfigKey<Owner>> keys,
                std::deque<RawSection>& into) {
    const toml::array* list = node.as_array();
    if (list == nullptr || !list->is_array_of_tables()) {
      if (kind == "feed") raw_.feeds_unknown = true;
      problem(node, fmt::format("{}: {} is {}; allowed is any number of [[{}]] sections, with two brackets",
                                at(node), kind, node_words(node), kind));
      return;
    }
    for (const toml::node& entry : *list) {
      RawSection section;
      section.origin = at(entry);
      for (const auto& [key, part] : *entry.as_table()) {
        const std::string full = kind + "." + std::string(key.str());
        const std::string_view leaf = key.str();
        const auto row =
            std::find_if(keys.begin(), keys.end(), [leaf](const auto& known) { return known.name == leaf; });
        if (row != keys.end()) {
          value(full, part, *row, section.values);
        } else {
          problem(part, unknown_key_sentence("key", full, at(part)));
        }
      }
      into.push_back(std::move(section));
    }
  }

  std::string name_;
  RawConfig& raw_;
  std::multimap<toml::source_index, std::string> problems_;  ///< by line
};

}  // namespace

void read_config_file(const std::filesystem::path& file, RawConfig& raw) {
  const auto text = read_text_file(file);
  if (!text) {
    raw.feeds_unknown = true;
    raw.problems.push_back("the configuration file " + file.string() + " cannot be read (" + text.error().text +
                           "): give another with --config=FILE, or let this user read it");
    return;
  }
  try {
    FileReader reader(file.string(), raw);
    reader.table(toml::parse(*text, file.string()), "");
    reader.finish();
  } catch (const toml::parse_error& error) {
    raw.feeds_unknown = true;
    raw.problems.push_back(fmt::format("{}:{}: this is no TOML: {}; nothing of the file was used", file.string(),
                                       error.source().begin.line, error.description()));
  }
}

}  // namespace tickbard
