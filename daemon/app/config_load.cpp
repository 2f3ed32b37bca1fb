#include "daemon/app/config_load.hpp"

#include <algorithm>

#include "aggregator/core/decimal.hpp"
#include "daemon/app/config_feeds.hpp"
#include "daemon/app/config_parse.hpp"
#include "daemon/app/config_print.hpp"
#include "daemon/app/config_secrets.hpp"
#include "daemon/app/config_sets.hpp"
#include "daemon/app/config_source.hpp"
#include "daemon/app/config_table.hpp"
#include "daemon/net/listen_address.hpp"
#include "daemon/runtime/text_file.hpp"

namespace tickbard {
namespace {

/// 3 or "3%" was meant as 0.03: the fraction a person who thinks in percent will want (T-082).
std::string threshold_hint(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  std::int64_t percent = 0;
  if (!parse_decimal(text, 4, percent) || percent <= 0 || percent > 1'000'000) return {};
  return "; did you mean " + fraction_text(percent) + "?";
}

void apply_values(const RawConfig& raw, LoadedConfig& loaded) {
  const auto state_directory = loaded.from.inputs.environment.get("STATE_DIRECTORY");
  for (const auto& key : config_keys()) {
    std::string& origin = loaded.from.origin[std::string(key.name)];
    origin = "default";
    key.set(loaded.config, key.fallback);
    if (key.name == "state_dir" && state_directory) {
      // systemd lists several separated by ':'; the first is ours.
      key.set(loaded.config, state_directory->substr(0, state_directory->find(':')));
      origin = "$STATE_DIRECTORY";
    }
    const auto at = raw.values.find(key.name);
    if (at == raw.values.end() || at->second.refused || (at->second.text.empty() && key.fallback.empty()))
      continue;
    if (key.set(loaded.config, at->second.text)) {
      origin = at->second.origin;
      continue;
    }
    std::string sentence = at->second.origin + ": " + std::string(key.name) + " = " +
                           quoted_value(redacted(at->second.text)) + ": allowed is " + key.allowed;
    if (key.name == "alerts.threshold") sentence += threshold_hint(at->second.text);
    loaded.problems.push_back(std::move(sentence));
  }
}

void check_http(LoadedConfig& loaded) {
  const HttpConfig& http = loaded.config.http;
  if (loaded.from.purpose != Purpose::run) return;
  if (!is_loopback(http.host) && http.tokens_file.empty()) {
    loaded.problems.push_back(loaded.from.origin["http.listen"] + ": http.listen = \"" +
                              listen_text(http.host, http.port) +
                              "\" is reachable from other machines: set http.tokens_file, or listen on 127.0.0.1");
  }
  if (http.tokens_file.empty()) return;
  const std::string where =
      loaded.from.origin["http.tokens_file"] + ": http.tokens_file = " + quoted_value(http.tokens_file.string());
  if (const auto text = read_text_file(http.tokens_file); !text) {
    loaded.problems.push_back(where + " cannot be read (" + text.error().text +
                              "): create it with lines of role, sha256 of the token, name");
  } else if (readable_by_everyone(http.tokens_file)) {
    loaded.problems.push_back(where + " can be read by every user of this machine: run chmod 600 " +
                              http.tokens_file.string());
  }
}

void check_together(const RawConfig& raw, LoadedConfig& loaded) {
  const Config& config = loaded.config;
  auto& origin = loaded.from.origin;
  if (config.bars.amend_window < config.bars.close_delay) {
    loaded.problems.push_back(origin["bars.amend_window"] + ": bars.amend_window = \"" +
                              duration_text(config.bars.amend_window) +
                              "\" is shorter than bars.close_delay = \"" + duration_text(config.bars.close_delay) +
                              "\": a bar is amended only after it closed");
  }
  if (config.ingest.spin && config.ingest.coalesce.count() != 0) {
    loaded.problems.push_back(origin["ingest.coalesce"] + ": ingest.coalesce = \"" +
                              duration_text(config.ingest.coalesce) +
                              "\" lets trades wait, and ingest.spin = true never waits: choose one");
  }
  if (config.state_dir.empty())
    loaded.problems.push_back(origin["state_dir"] + ": state_dir is empty: name a folder");
  check_http(loaded);
  if (loaded.from.purpose == Purpose::run && raw.feeds.empty() && !raw.feeds_unknown) {
    loaded.problems.push_back(
        "no feed is configured: add a [[feed]] section to the file, or try "
        "--feed.coinbase.symbols=BTC-USD");
  }
}

/// A secret in a file everyone can read is no secret; a daemon that refused to start over it would help nobody.
void note_open_file(LoadedConfig& loaded) {
  const auto& file = loaded.from.inputs.file;
  if (file.empty() || !readable_by_everyone(file)) return;
  bool secret = redacted(loaded.config.store_url) != loaded.config.store_url &&
                loaded.from.origin["store.url"].starts_with(file.string());
  for (const FeedConfig& feed : loaded.config.feeds) {
    for (const char* key : {".key", ".secret"}) {
      secret = secret || loaded.from.origin["feed." + feed.name + key].starts_with(file.string() + ":");
    }
  }
  if (secret) {
    loaded.from.notes.push_back(file.string() +
                                " holds a secret and every user of this machine can read it: run chmod 600 " +
                                file.string());
  }
}

void note_weak_tls(LoadedConfig& loaded) {
  const std::string mode = loaded.from.inputs.environment.get("PGSSLMODE").value_or("");
  const std::string why = tls_weakness(loaded.config.store_url, mode);
  if (!why.empty()) loaded.from.notes.push_back(loaded.from.origin["store.url"] + ": store.url: " + why);
}

/// An edit of the file that environment or flags hide would look like a reload that did nothing.
void note_hidden_edits(const RawConfig& file_only, LoadedConfig& loaded) {
  for (const auto& [name, value] : file_only.values) {
    const auto* key = find_config_key(name);
    const std::string& effective = loaded.from.origin[name];
    Config from_file = loaded.config;
    if (!key->reloadable || effective == value.origin || !key->set(from_file, value.text)) continue;
    if (key->get(from_file) == key->get(loaded.config)) continue;
    loaded.from.notes.push_back(value.origin + ": " + name + " = " + quoted_value(value.text) +
                                " has no effect while " + effective + " says " +
                                quoted_value(key->get(loaded.config)));
  }
}

/// Names of keys, variables and files are as long as somebody wrote them.
void cut_sentences(std::vector<std::string>& sentences) {
  constexpr std::size_t kLongest = 2000;
  for (std::string& sentence : sentences) {
    if (sentence.size() > kLongest) sentence = shortened(sentence, kLongest);
  }
}

/// Sections by name: those that came or went, and keys of the others that only a restart applies.
template <class Section>
void changed_sections(const std::string& kind, const std::vector<Section>& running,
                      const std::vector<Section>& loaded, std::span<const ConfigKey<Section>> keys,
                      std::vector<std::string>& changed) {
  std::map<std::string, const Section*> before, after;
  for (const Section& section : running) before[section.name] = &section;
  for (const Section& section : loaded) after[section.name] = &section;
  for (const auto& [name, section] : after) {
    const auto old = before.find(name);
    if (old == before.end()) {
      changed.push_back(kind + name);
      continue;
    }
    for (const auto& key : keys) {
      if (!key.reloadable && key.get(*section) != key.get(*old->second))
        changed.push_back(kind + name + "." + std::string(key.name));
    }
  }
  for (const auto& [name, section] : before) {
    if (!after.contains(name)) changed.push_back(kind + name);
  }
}

}  // namespace

LoadedConfig load_config(ConfigInputs inputs, Purpose purpose) {
  LoadedConfig loaded;
  loaded.from.inputs = std::move(inputs);
  loaded.from.purpose = purpose;
  const auto& from = loaded.from.inputs;

  RawConfig raw;
  if (!from.file.empty()) read_config_file(from.file, raw);
  const RawConfig file_only = raw;
  read_config_variables(from.environment, raw);
  read_config_flags(from.flags, raw);

  loaded.problems = std::move(raw.problems);
  loaded.from.notes = std::move(raw.notes);
  apply_values(raw, loaded);
  if (auto& tokens = loaded.config.http.tokens_file; !tokens.empty()) tokens = from.file.parent_path() / tokens;
  check_together(raw, loaded);
  resolve_feeds(raw, from.file.parent_path(), loaded);
  resolve_sets(raw, from.file.parent_path(), loaded);
  note_open_file(loaded);
  note_weak_tls(loaded);
  note_hidden_edits(file_only, loaded);
  cut_sentences(loaded.problems);
  cut_sentences(loaded.from.notes);
  return loaded;
}

Config apply_reloadable(const Config& running, const Config& fresh) {
  Config out = running;
  for (const auto& key : config_keys()) {
    if (key.reloadable) key.set(out, key.get(fresh));
  }
  for (FeedConfig& feed : out.feeds) {
    const auto same = std::find_if(fresh.feeds.begin(), fresh.feeds.end(),
                                   [&](const FeedConfig& other) { return other.name == feed.name; });
    if (same == fresh.feeds.end()) continue;
    for (const auto& key : feed_keys()) {
      if (key.reloadable) key.set(feed, key.get(*same));
    }
  }
  return out;
}

std::vector<ListedSet> listed_sets(const Config& config) {
  std::vector<ListedSet> out;
  for (const SetConfig& set : config.sets) {
    out.push_back({set.name, {}, set.security_types});
    for (const std::string& text : set.symbols) out.back().symbols.push_back(*Symbol::parse(text));
  }
  return out;
}

std::string default_calendar(const Config& config) {
  const auto first = config.feeds.begin();
  const auto follows_another = [&](const FeedConfig& feed) { return feed.calendar != first->calendar; };
  const bool common = first != config.feeds.end() && !std::any_of(first, config.feeds.end(), follows_another);
  return common && !first->calendar.empty() ? first->calendar : "xnys";
}

std::vector<std::string> keys_needing_restart(const Config& running, const Config& loaded) {
  std::vector<std::string> changed;
  for (const auto& key : config_keys()) {
    if (!key.reloadable && key.get(running) != key.get(loaded)) changed.emplace_back(key.name);
  }
  changed_sections("feed.", running.feeds, loaded.feeds, feed_keys(), changed);
  changed_sections("set.", running.sets, loaded.sets, set_keys(), changed);
  return changed;
}

}  // namespace tickbard
