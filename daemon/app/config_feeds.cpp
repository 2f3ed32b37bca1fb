#include "daemon/app/config_feeds.hpp"

#include <algorithm>
#include <set>

#include "aggregator/core/symbol.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_secrets.hpp"
#include "daemon/app/config_symbols.hpp"
#include "daemon/app/config_table.hpp"
#include "daemon/net/listen_address.hpp"
#include "daemon/net/url.hpp"
#include "daemon/runtime/nearest.hpp"
#include "daemon/runtime/text_file.hpp"
#include "sinks/store.hpp"

namespace tickbard {
namespace {

/// One raw feed on its way to a FeedConfig. Every check adds to `problems` and goes on, so that all are told at
/// once.
class FeedResolver {
 public:
  FeedResolver(const RawSection& raw, const std::filesystem::path& folder, const LoadedFrom& from,
               std::vector<std::string>& problems, std::vector<std::string>& notes)
      : raw_(raw), folder_(folder), from_(from), problems_(problems), notes_(notes) {}

  FeedConfig resolve() {
    feed_.name = raw_.name();
    for (const auto& key : feed_keys()) set(key);
    names();
    if (provider_ != nullptr) {
      if (feed_.calendar.empty()) feed_.calendar = provider_->calendar;
      url();
      credential("key", feed_.key, feed_.key_file, provider_->needs_key);
      credential("secret", feed_.secret, feed_.secret_file, provider_->needs_secret);
    }
    symbols();
    authorities();
    return std::move(feed_);
  }

 private:
  void set(const ConfigKey<FeedConfig>& key) {
    const auto at = raw_.values.find(key.name);
    const std::string_view text = at == raw_.values.end() ? key.fallback : std::string_view(at->second.text);
    if (text.empty()) return;
    if (!key.set(feed_, text)) problem(key.name, key.secret ? "***" : std::string(text), key.allowed);
  }

  std::string label(std::string_view key) const {
    return "feed." + (feed_.name.empty() ? std::string("?") : shortened(feed_.name)) + "." + std::string(key);
  }

  std::string origin(std::string_view key) const {
    const auto at = raw_.values.find(key);
    return at == raw_.values.end() ? raw_.origin : at->second.origin;
  }

  void problem(std::string_view key, const std::string& value, std::string_view allowed) {
    problems_.push_back(origin(key) + ": " + label(key) + " = " + quoted_value(value) + ": allowed is " +
                        std::string(allowed));
  }

  void say(std::string_view key, const std::string& sentence) {
    problems_.push_back(origin(key) + ": " + label(key) + " " + sentence);
  }

  void names() {
    if (feed_.name.empty()) {
      problems_.push_back(raw_.origin + ": the feed has no provider: add provider = \"NAME\", " +
                          provider_names());
      return;
    }
    if (!plain_name(feed_.name, 24, "-_")) {
      problem("name", feed_.name, find_feed_key("name")->allowed);
    }
    if (feed_.provider.empty()) feed_.provider = feed_.name;
    provider_ = find_provider(feed_.provider);
    if (provider_ == nullptr) {
      const auto meant = nearest(feed_.provider, provider_list());
      problem("provider", feed_.provider, provider_names() + (meant ? "; the nearest is " + *meant : ""));
    }
    venue_fits_ = feed_.venue.empty() || plain_name(feed_.venue, 8, "");
    if (!venue_fits_) {
      problem("venue", feed_.venue, find_feed_key("venue")->allowed);
    }
  }

  static std::vector<std::string> provider_list() {
    std::vector<std::string> names;
    for (const Provider& provider : providers()) names.emplace_back(provider.name);
    return names;
  }
  static std::string provider_names() { return "one of " + word_list(provider_list()); }

  void url() {
    if (feed_.url.empty()) {
      if (venue_fits_ && default_url(*provider_, feed_.venue).empty()) {
        say("venue", "= " + quoted_value(feed_.venue) + ": " + feed_.provider +
                         " is not known to have this venue; give its url");
      }
      return;
    }
    const bool secure = feed_.url.starts_with("wss://");
    if ((!secure && !feed_.url.starts_with("ws://")) || url_host(feed_.url).empty()) {
      problem("url", hidden_url(), find_feed_key("url")->allowed);
      return;
    }
    if (const auto parsed = Url::parse(feed_.url); !parsed) {
      say("url", "= " + quoted_value(hidden_url()) + ": " + parsed.error().text);
      return;
    }
    if (!secure && !is_loopback(url_host(feed_.url)) && provider_->needs_key) {
      notes_.push_back(label("url") +
                       " is ws://, so the key crosses the network in clear text; wss:// protects it");
    }
  }

  /// Also without a user name, which is a key to some.
  std::string hidden_url() const {
    const std::string url = redacted(feed_.url);
    const auto at = url.rfind('@');
    return at == std::string::npos ? url : "***" + url.substr(at);
  }

  void authorities() {
    if (feed_.ca_file.empty()) return;
    if (const auto text = read_text_file(feed_.ca_file); !text) {
      say("ca_file", "= " + quoted_value(feed_.ca_file.string()) + " cannot be read (" + text.error().text +
                         "): allowed is a PEM file with the certificates to trust");
    }
  }

  void symbols() {
    std::vector<std::string> wanted;
    bool unreadable = false;
    for (const std::string& item : feed_.symbols) {
      if (item.starts_with('@')) {
        feed_.symbols_text = join_list(feed_.symbols);
        unreadable = !symbol_file(item.substr(1), wanted) || unreadable;
      } else {
        wanted.push_back(item);
      }
    }
    feed_.symbols.clear();
    std::set<std::string> seen;
    for (std::string& symbol : wanted) {
      if (!seen.insert(symbol).second) continue;
      if (symbol != "*" && !(feed_.venue.empty() ? Symbol::parse(symbol) : Symbol::parse(feed_.venue, symbol))) {
        problem("symbols", symbol,
                "a symbol of at most 23 bytes, the venue in front included, without spaces or quotes");
        continue;
      }
      feed_.symbols.push_back(std::move(symbol));
    }
    if (wanted.empty()) {
      if (unreadable) return;  // has been said
      const auto at = raw_.values.find("symbols");
      if (at != raw_.values.end() && at->second.refused) return;
      say("symbols", "is empty: name at least one symbol, or \"*\" for all where the provider offers that");
    } else if (seen.contains("*") && feed_.symbols.size() > 1) {
      problem("symbols", join_list(feed_.symbols), "either \"*\" alone, or a list");
    } else if (feed_.shard_count > 1 && seen.contains("*")) {
      say("symbols", "= \"*\" cannot be divided by " + label("shard") + " = \"" + shard() +
                         "\": one instance would take everything and the others nothing; list the symbols");
    } else if (feed_.shard_count > 1 && share_of(feed_).empty()) {
      say("shard", "= \"" + shard() + "\": none of the " + std::to_string(feed_.symbols.size()) +
                       " symbols falls in this share; list more symbols, or divide them among fewer instances");
    } else if (seen.contains("*") && provider_ != nullptr && !provider_->all_symbols && feed_.url.empty()) {
      say("symbols", "= \"*\": " + feed_.provider +
                         " cannot be asked for all symbols; list them, or put them in a file "
                         "and write \"@FILE\"");
    }
  }

  std::string shard() const { return find_feed_key("shard")->get(feed_); }

  bool symbol_file(const std::string& name, std::vector<std::string>& wanted) {
    const auto listed = read_symbol_file(folder_, name);
    if (!listed) {
      say("symbols", listed.error().text);
      return false;
    }
    wanted.insert(wanted.end(), listed->begin(), listed->end());
    return true;
  }

  /// The value itself, its file, or systemd's credential, in this order. A server on this machine may go without.
  void credential(std::string_view key, std::string& value, const std::filesystem::path& file, bool needed) {
    const std::string file_key = std::string(key) + "_file";
    if (!value.empty() && !file.empty()) {
      say(key, "and " + label(file_key) + " are both given: keep one");
      return;
    }
    std::filesystem::path from = file.empty() ? file : folder_ / file;
    if (value.empty() && from.empty()) from = systemd_credential(key);
    if (!from.empty()) {
      auto read = read_secret_file(from);
      if (read) {
        value = std::move(*read);
      } else {
        say(file_key, "= " + quoted_value(from.string()) + ": " + read.error().text);
      }
      return;
    }
    const bool nearby = !feed_.url.empty() && is_loopback(url_host(feed_.url));
    if (needed && value.empty() && !nearby && from_.purpose == Purpose::run) {
      say(key, "is missing, and " + feed_.provider + " refuses connections without it: set " + label(file_key) +
                   " to a file with it, or use systemd's LoadCredential=" + feed_.name + "-" + std::string(key) +
                   ":FILE");
    }
  }

  std::filesystem::path credentials_folder() const {
    return from_.inputs.environment.get("CREDENTIALS_DIRECTORY").value_or("");
  }

  std::filesystem::path systemd_credential(std::string_view key) const {
    const auto folder = credentials_folder();
    if (folder.empty()) return {};
    auto file = folder / (feed_.name + "-" + std::string(key));
    std::error_code error;
    return std::filesystem::exists(file, error) ? file : std::filesystem::path();
  }

  const RawSection& raw_;
  const std::filesystem::path& folder_;
  const LoadedFrom& from_;
  std::vector<std::string>& problems_;
  std::vector<std::string>& notes_;
  FeedConfig feed_;
  const Provider* provider_ = nullptr;
  bool venue_fits_ = true;
};

}  // namespace

std::vector<std::string> share_of(const FeedConfig& feed) {
  if (feed.shard_count == 1) return feed.symbols;
  std::vector<std::string> mine;
  for (const std::string& text : feed.symbols) {
    const auto symbol = Symbol::parse(text);
    if (symbol && symbol->hash() % feed.shard_count + 1 == feed.shard_index) mine.push_back(text);
  }
  return mine;
}

void resolve_feeds(const RawConfig& raw, const std::filesystem::path& config_folder, LoadedConfig& loaded) {
  std::map<std::string, std::string> seen;
  for (const RawSection& entry : raw.feeds) {
    FeedConfig feed =
        FeedResolver(entry, config_folder, loaded.from, loaded.problems, loaded.from.notes).resolve();
    const auto [first, is_new] = seen.emplace(feed.name, entry.origin);
    if (!is_new && !feed.name.empty()) {
      loaded.problems.push_back(entry.origin + ": a second feed is called " + quoted_value(feed.name) +
                                " (the first: " + first->second + "); give each its own name");
    }
    for (const auto& key : feed_keys()) {
      const auto at = entry.values.find(key.name);
      loaded.from.origin["feed." + feed.name + "." + std::string(key.name)] =
          at == entry.values.end() ? "default" : at->second.origin;
    }
    for (const auto& [key, file] : {std::pair{".key", &feed.key_file}, std::pair{".secret", &feed.secret_file}}) {
      std::string& origin = loaded.from.origin["feed." + feed.name + key];
      const bool read = !(std::string_view(key) == ".key" ? feed.key : feed.secret).empty();
      if (read && origin == "default") origin = file->empty() ? "$CREDENTIALS_DIRECTORY" : file->string();
    }
    loaded.config.feeds.push_back(std::move(feed));
  }
}

}  // namespace tickbard
