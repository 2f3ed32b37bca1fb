#include "daemon/app/config_secrets.hpp"

#include "daemon/runtime/text_file.hpp"

namespace tickbard {

bool readable_by_everyone(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return !error && (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
}

Result<std::string> read_secret_file(const std::filesystem::path& file) {
  const auto text = read_text_file(file);
  if (!text) {
    return Problem{file.string() + " cannot be read (" + text.error().text +
                   "): create it, or let this user read it"};
  }
  if (readable_by_everyone(file)) {
    return Problem{file.string() + " can be read by every user of this machine: run chmod 600 " + file.string()};
  }
  std::string line = text->substr(0, text->find('\n'));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
  if (line.empty()) return Problem{file.string() + " is empty: its first line must be the secret"};
  return {boost::system::in_place_value, std::move(line)};
}

}  // namespace tickbard
