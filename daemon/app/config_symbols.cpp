#include "daemon/app/config_symbols.hpp"

#include <algorithm>
#include <sstream>

#include "daemon/app/config_parse.hpp"
#include "daemon/runtime/text_file.hpp"

namespace tickbard {

Result<std::vector<std::string>> read_symbol_file(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path file = folder / name;
  const auto text = read_text_file(file);
  if (!text)
    return Problem{"= " + quoted_value("@" + name) + ": " + file.string() + " cannot be read (" +
                   text.error().text + "); give one symbol a line, '#' begins a comment"};
  std::vector<std::string> symbols;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    line.resize(std::min(line.find('#'), line.size()));
    const auto last = line.find_last_not_of(" \t\r");
    const auto first = line.find_first_not_of(" \t\r");
    if (last != std::string::npos) symbols.push_back(line.substr(first, last - first + 1));
  }
  return {boost::system::in_place_value, std::move(symbols)};
}

bool plain_name(std::string_view text, std::size_t most, std::string_view also) {
  const auto allowed = [also](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           also.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace tickbard
