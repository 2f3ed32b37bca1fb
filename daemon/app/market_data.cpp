#include "daemon/app/market_data.hpp"

#include <fmt/format.h>

#include "aggregator/calendar/zone.hpp"
#include "aggregator/feed/protocol.hpp"
#include "daemon/runtime/text_file.hpp"

namespace tickbard {

namespace {

Result<std::string> text_of(const std::filesystem::path& file) {
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) return {boost::system::in_place_value, std::string{}};
  auto text = read_text_file(file);
  if (!text) {
    return Problem{fmt::format("{} cannot be read ({}): check its permissions", file.string(), text.error().text)};
  }
  return text;
}

}  // namespace

Result<MarketData> MarketData::load(const std::filesystem::path& beside) {
  const auto zone = load_new_york_zone();
  if (!zone) return zone.error();
  std::map<std::filesystem::path, std::string> texts;
  std::vector<std::string> overrides;
  const auto override_of = [&](const char* name, const char* what) {
    const auto file = beside.empty() ? std::filesystem::path(name) : beside / name;
    auto text = beside.empty() ? Result<std::string>(boost::system::in_place_value, std::string{}) : text_of(file);
    if (beside.empty() || !text) return text;
    texts[file] = *text;
    if (!text->empty())
      overrides.push_back(
          fmt::format("{} is in use: its rows go before those of this build's {}", file.string(), what));
    return text;
  };

  const auto sessions = override_of("xnys.csv", "sessions");
  if (!sessions) return sessions.error();
  auto xnys = Calendar::xnys(**zone, Calendar::xnys_exceptions(), *sessions);
  if (!xnys) return Problem{(beside / "xnys.csv").string() + ": " + xnys.error().text};

  const auto conditions = override_of("conditions.csv", "trade conditions");
  if (!conditions) return conditions.error();
  auto rules = TradeRules::parse(TradeRules::built_in(), *conditions);
  if (!rules) return Problem{(beside / "conditions.csv").string() + ": " + rules.error().text};

  MarketData data{{}, *std::move(rules), std::move(overrides), std::move(texts)};
  data.calendars.emplace("xnys", *std::move(xnys));
  data.calendars.emplace("always", Calendar::always());
  return data;
}

std::vector<std::filesystem::path> MarketData::changed() const {
  std::vector<std::filesystem::path> out;
  for (const auto& [file, text] : texts) {
    const auto now = text_of(file);
    if (!now || *now != text) out.push_back(file);
  }
  return out;
}

const Calendar& MarketData::calendar(std::string_view name) const {
  return calendars.find(name)->second;
}

MarketOptions market_options(const Config& config) {
  MarketOptions options;
  options.close_delay = config.bars.close_delay;
  options.amend_window = config.bars.amend_window;
  options.bars_enabled = config.bars.enabled;
  options.alerts.threshold_ppm = config.alerts.threshold_ppm;
  options.alerts.cooldown = config.alerts.cooldown;
  options.alerts.segments = config.alerts.segments;
  return options;
}

std::vector<FeedTraits> feed_traits(const Config& config, const MarketData& data) {
  std::vector<FeedTraits> traits;
  for (const FeedConfig& feed : config.feeds) {
    const Provider& provider = *find_provider(feed.provider);
    traits.push_back({feed.name, &data.calendar(feed.calendar), std::string(provider.rules),
                      provider.increasing_ids, provider.sends_corrections, provider.consecutive_ids});
  }
  return traits;
}

}  // namespace tickbard
