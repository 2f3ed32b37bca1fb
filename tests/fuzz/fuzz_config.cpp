#include <algorithm>

#include "daemon/app/config_arguments.hpp"
#include "daemon/app/config_print.hpp"
#include "daemon/app/config_table.hpp"
#include "sinks/store.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/memory_file.hpp"

namespace tickbard::fuzz {

namespace {

/// Stands for whatever must not be seen: where an input sets it as a secret, and nowhere else, no word of ours has
/// it.
constexpr std::string_view kSecret = "hush-0451";

/// Up to the first line that is `mark`; what follows it goes into `rest`.
std::string_view before(std::string_view text, std::string_view mark, std::string_view& rest) {
  const auto at = text.find(mark);
  rest = at == std::string_view::npos ? std::string_view{} : text.substr(at + mark.size());
  return text.substr(0, at);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Environment environment_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string& line : lines_of(text)) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return Environment(std::move(values));
}

bool is_secret(const Config& config) {
  const bool in_feed = std::any_of(config.feeds.begin(), config.feeds.end(), [](const FeedConfig& feed) {
    return feed.key.find(kSecret) != std::string::npos || feed.secret.find(kSecret) != std::string::npos;
  });
  return in_feed || (redacted(config.store_url) != config.store_url &&
                     redacted(config.store_url).find(kSecret) == std::string::npos &&
                     config.store_url.find(kSecret) != std::string::npos);
}

std::string wrong_with_words(const std::vector<std::string>& sentences, bool hush) {
  for (const std::string& sentence : sentences) {
    if (sentence.empty() || sentence.size() > 2100)
      return "a sentence of " + std::to_string(sentence.size()) + " bytes";
    if (hush && sentence.find(kSecret) != std::string::npos) return "a secret is told: " + sentence;
  }
  return {};
}

/// What was accepted is printed as a file that says the same.
std::string wrong_when_read_back(const Config& config, const std::string& printed) {
  const MemoryFile file(printed);
  const LoadedConfig again = load_config({file.path(), {}, {}}, Purpose::tool);
  if (!again.problems.empty()) return "its print is refused: " + again.problems.front() + "\n" + printed;
  for (const auto& key : config_keys()) {
    if (key.get(config) != key.get(again.config))
      return "its print has another " + std::string(key.name) + "\n" + printed;
  }
  return config.feeds == again.config.feeds && config.sets == again.config.sets
             ? ""
             : "its print has other feeds or sets\n" + printed;
}

/// Secrets are not printed, so such a one cannot be read back.
bool has_secret(const Config& config) {
  return redacted(config.store_url) != config.store_url ||
         std::any_of(config.feeds.begin(), config.feeds.end(), [](const FeedConfig& feed) {
           return !feed.key.empty() || !feed.secret.empty() || redacted(feed.url) != feed.url;
         });
}

}  // namespace

const std::string_view kName = "config";

/// A TOML file; behind a line "%%env" variables; behind a line "%%args" arguments, one a line.
std::string wrong_with(std::string_view input) {
  std::string_view arguments, variables;
  const std::string_view rest = before(input, "\n%%args\n", arguments);
  const MemoryFile file(before(rest, "\n%%env\n", variables));
  auto flags = parse_config_flags(lines_of(arguments));
  if (!flags && flags.error().text.empty()) return "arguments refused without a word";

  ConfigInputs inputs{file.path(), environment_of(variables), {}};
  if (flags) inputs.flags = std::move(*flags);
  const LoadedConfig loaded = load_config(inputs, Purpose::run);
  const bool once = input.find(kSecret) == input.rfind(kSecret);
  const bool hush = once && is_secret(loaded.config);
  const std::string printed = print_config(loaded);
  for (const auto& sentences : {loaded.problems, loaded.from.notes}) {
    if (std::string wrong = wrong_with_words(sentences, hush); !wrong.empty()) return wrong;
  }
  if (hush && printed.find(kSecret) != std::string::npos) return "a secret is printed";
  if (!loaded.problems.empty() || has_secret(loaded.config)) return {};
  // Variables and arguments, a path above all, may be of bytes that no TOML can say.
  const auto plain = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
  };
  if (!plain(variables) || !plain(arguments)) return {};
  return wrong_when_read_back(loaded.config, printed);
}

}  // namespace tickbard::fuzz
