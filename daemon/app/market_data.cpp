#include "daemon/app/market_data.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "aggregator/calendar/zone.hpp"
#include "aggregator/feed/protocol.hpp"

namespace tickbard {

namespace {

Result<std::string> text_of(const std::filesystem::path& file) {
  std::error_code error;
  if (file.empty() || !std::filesystem::exists(file, error)) return {boost::system::in_place_value, std::string{}};
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return Problem{fmt::format("{} cannot be read: check its permissions", file.string())};
  return {boost::system::in_place_value, text.str()};
}

}  // namespace

Result<MarketData> MarketData::load(const std::filesystem::path& beside) {
  const auto zone = load_new_york_zone();
  if (!zone) return zone.error();
  const auto override_of = [&](const char* name) { return text_of(beside.empty() ? beside : beside / name); };

  const auto sessions = override_of("xnys.csv");
  if (!sessions) return sessions.error();
  auto xnys = Calendar::xnys(**zone, Calendar::xnys_exceptions(), *sessions);
  if (!xnys) return xnys.error();

  const auto conditions = override_of("conditions.csv");
  if (!conditions) return conditions.error();
  auto rules = TradeRules::parse(TradeRules::built_in(), *conditions);
  if (!rules) return rules.error();

  MarketData data{{}, *std::move(rules)};
  data.calendars.emplace("xnys", *std::move(xnys));
  data.calendars.emplace("always", Calendar::always());
  return data;
}

const Calendar& MarketData::calendar(std::string_view name) const { return calendars.find(name)->second; }

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
    traits.push_back({feed.name, &data.calendar(feed.calendar), std::string(provider.rules), provider.increasing_ids,
                      provider.sends_corrections});
  }
  return traits;
}

}  // namespace tickbard
