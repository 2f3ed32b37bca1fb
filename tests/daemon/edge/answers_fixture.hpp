#pragma once

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "daemon/edge/routes.hpp"
#include "daemon/edge/store_reader.hpp"
#include "sinks/tables.hpp"
#include "tests/aggregator/calendar/calendars.hpp"
#include "tests/daemon/edge/store_support.hpp"

namespace tickbard::test {

/// Requests answered from a real store file: parsed by the routes, asked as the query thread asks.
/// Now is 2026-11-20 15:00:30Z, half an hour after the opening in New York.
struct AnswersTest : ::testing::Test {
  StoreFolder folder{"edge-answers"};
  UnixNanos now = test::at("2026-11-20T15:00:30Z");
  std::map<Symbol, Bar> running;                ///< what the buckets hold
  std::map<Symbol, std::vector<Bar>> unstored;  ///< ended minutes that they hold, too
  bool bars = true;
  std::vector<LastPrint> prints;  ///< what was heard while bars are off
  std::unique_ptr<Tables> tables;
  StoreView view;

  void SetUp() override {
    folder.write({});
    auto opened = open_tables("sqlite:bars.db", folder.path, OpenMode::read_write);
    ASSERT_TRUE(opened) << opened.error().text;
    tables = std::move(*opened);
    auto store = store_reader("sqlite:bars.db", folder.path, [this] { return now; })();
    ASSERT_TRUE(store) << store.error().text;
    view = std::move(*store);
  }

  HttpResponse get(const std::string& target) {
    static const Calendar always = Calendar::always();
    RouteOptions options{{}, {}, "0.1.0"};
    options.context.calendars = CalendarBook(std::vector<const Calendar*>{&xnys(), &always});
    options.context.files = [] { return std::vector<std::pair<std::string, std::uint64_t>>{{"journal", 4096}}; };
    options.context.last_prints = [this] { return prints; };
    options.context.newer = [this](const Symbol& symbol, MinuteStart after) {
      std::vector<Bar> out;
      const auto add = [&](const Bar& bar) {
        if (bar.start > after) out.push_back(bar);
      };
      for (const Bar& bar : unstored[symbol]) add(bar);
      if (const auto at = running.find(symbol); at != running.end()) add(at->second);
      return out;
    };
    const auto none = [] { return std::vector<std::string>{}; };
    const Routes routes(options, {[] { return std::string(); }, [] { return std::string("{}"); }, none, none, none,
                                  [this] { return bars; }});
    auto reply = routes.handle(test::get(target));
    if (const auto* response = std::get_if<HttpResponse>(&reply.what)) return *response;
    const FormingBar forming = [this](Symbol symbol) {
      const auto at = running.find(symbol);
      return at == running.end() ? std::nullopt : std::optional(at->second);
    };
    return std::get<Question>(reply.what)({view, forming, now});
  }

  nlohmann::json json(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << "\n" << response.body;
    return nlohmann::json::parse(response.body, nullptr, false);
  }

  /// "404 set: There is no …".
  std::string problem(const std::string& target) {
    const auto response = get(target);
    const auto json = nlohmann::json::parse(response.body, nullptr, false);
    if (!json.is_object() || !json.contains("detail"))
      return std::to_string(response.status) + " " + response.body;
    return std::to_string(response.status) + " " + json.value("parameter", "-") + ": " + json.value("detail", "");
  }

  static SessionDate date(std::string_view text) { return *parse_date(text); }

  template <class T>
  static void must(const StoreResult<T>& done) {
    ASSERT_TRUE(done) << done.error().text;
  }
};

struct BadParameter {
  std::string_view target;
  std::string_view parameter;
  std::string_view says;
};

/// Each is 400, names its parameter and says what is allowed.
inline void expect_refused(AnswersTest& test, std::span<const BadParameter> rows) {
  for (const auto& row : rows) {
    const auto said = test.problem(std::string(row.target));
    EXPECT_TRUE(said.starts_with("400 " + std::string(row.parameter) + ": ")) << row.target << "\n" << said;
    EXPECT_NE(said.find(row.says), std::string::npos) << row.target << "\n" << said;
  }
}

}  // namespace tickbard::test
