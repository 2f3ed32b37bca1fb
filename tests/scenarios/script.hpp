#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/scenarios/market_rig.hpp"

namespace tickbard {

/// Plays one scenario file. README.md in this folder has the language.
/// Errors: every failed expectation, with its line number; empty if all hold.
class Script {
 public:
  /// Returns what went wrong.
  std::vector<std::string> run(const std::string& text);

 private:
  using Words = std::vector<std::string>;
  using Pairs = std::map<std::string, std::string>;

  void line(const std::string& text);
  void declare_feed(const Words& words);
  void step(const Words& words);
  void expect(const std::string& text);
  void print(const Words& words, FeedEventKind kind);
  void set_option(const std::string& key, const std::string& value);
  void settle();  ///< before the next step: nothing unexpected may be left, and the tally adds up
  void fail(const std::string& what);
  MarketRig& rig();
  FeedId feed(const std::string& name) const;
  UnixNanos time(const std::string& clock) const;

  std::string date_ = "2026-11-20";
  std::vector<FeedTraits> feeds_;
  MarketOptions options_;
  std::optional<UnixNanos> start_;
  std::unique_ptr<MarketRig> rig_;
  std::vector<std::string> pending_;  ///< events not expected yet, as lines
  std::vector<std::string> failures_;
  bool show_alerts_ = false, show_prints_ = false, show_instruments_ = false;
  int line_number_ = 0;
};

}  // namespace tickbard
