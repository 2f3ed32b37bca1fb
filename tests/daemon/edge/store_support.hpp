#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "sinks/store.hpp"
#include "tests/daemon/edge/support.hpp"

namespace tickbard::test {

/// A folder of its own with an SQLite store `bars.db` in it, gone afterwards.
struct StoreFolder {
  std::filesystem::path path;
  std::unique_ptr<Store> store;

  explicit StoreFolder(const std::string& name)
      : path(std::filesystem::path(::testing::TempDir()) / (name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~StoreFolder() {
    store.reset();
    std::filesystem::remove_all(path);
  }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;

  void write(const std::vector<Bar>& bars) {
    const auto now = at("2026-11-20T15:00:00Z");
    if (!store) {
      auto opened = open_store("sqlite:bars.db", path, OpenMode::read_write);
      ASSERT_TRUE(opened) << opened.error().text;
      store = std::move(*opened);
      const auto migrated = store->migrate(false, now);
      ASSERT_TRUE(migrated) << migrated.error().text;
    }
    const std::vector<Event> events(bars.begin(), bars.end());
    const auto written = store->write(events, now);
    ASSERT_TRUE(written) << written.error().text;
  }
};

}  // namespace tickbard::test
