#include <gtest/gtest.h>
#include <unistd.h>

#include "sinks/store.hpp"
#include "tests/sinks/builders.hpp"

namespace tickbard::test {
namespace {

std::string refusal(std::string_view url, const std::filesystem::path& base,
                    OpenMode mode = OpenMode::read_write) {
  const auto store = open_store(url, base, mode);
  return store ? "opened " + (*store)->describe() : store.error().text;
}

TEST(StoreUrl, a_relative_file_is_relative_to_the_base) {
  const TempFolder folder;
  EXPECT_EQ(refusal("sqlite:bars.db", folder.path()),
            "opened SQLite file " + (folder.path() / "bars.db").string());
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "bars.db"));
  const std::string absolute = (folder.path() / "other.db").string();
  EXPECT_EQ(refusal("sqlite:" + absolute, "/nowhere"), "opened SQLite file " + absolute);
}

TEST(StoreUrl, its_file_is_known_without_opening_it) {
  EXPECT_EQ(sqlite_file_of("sqlite:bars.db", "/state"), "/state/bars.db");
  EXPECT_EQ(sqlite_file_of("sqlite:/other/bars.db", "/state"), "/other/bars.db");
  EXPECT_EQ(sqlite_file_of("sqlite:bars.db", ""), "bars.db");
  for (const char* none : {"sqlite::memory:", "sqlite:", "postgresql://h/d", "bars.db", ""})
    EXPECT_EQ(sqlite_file_of(none, "/state"), std::nullopt) << none;
}

TEST(StoreUrl, memory_is_a_whole_store) {
  const auto store = open_store("sqlite::memory:", "/nowhere", OpenMode::read_write).value();
  store->migrate(false, at(0)).value();
  const std::vector<Event> events{bar("A", minute())};
  store->write(events, at(0)).value();
  EXPECT_EQ(all_bars(*store, "A").size(), 1U);
}

TEST(StoreUrl, what_is_not_understood_is_answered_with_what_is_allowed) {
  for (const char* url : {"", "bars.db", "mysql://root:hush@h/x", "sqlite:", "http://h", "postgresql:/h"}) {
    const std::string text = refusal(url, ".");
    EXPECT_NE(text.find("sqlite:FILE"), std::string::npos) << text;
    EXPECT_NE(text.find("postgresql://user@host/database"), std::string::npos) << text;
    EXPECT_EQ(text.find("hush"), std::string::npos) << text;
  }
}

TEST(StoreUrl, a_missing_folder_and_a_missing_file_are_named) {
  const TempFolder folder;
  EXPECT_NE(
      refusal("sqlite:no/such/bars.db", folder.path()).find("The folder " + (folder.path() / "no/such").string()),
      std::string::npos);
  const std::string text = refusal("sqlite:absent.db", folder.path(), OpenMode::read_only);
  EXPECT_NE(text.find("does not exist"), std::string::npos) << text;
  EXPECT_NE(text.find("tickbard migrate"), std::string::npos) << text;
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "absent.db"));
}

TEST(StoreUrl, a_folder_in_place_of_the_file_is_one_clear_sentence) {
  const TempFolder folder;
  std::filesystem::create_directory(folder.path() / "bars.db");
  const std::string text = refusal("sqlite:bars.db", folder.path());
  EXPECT_NE(text.find("unable to open"), std::string::npos) << text;
  EXPECT_NE(text.find("may be written"), std::string::npos) << text;
}

TEST(StoreUrl, a_file_without_write_permission_says_so) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everything";
  const TempFolder folder;
  refusal("sqlite:bars.db", folder.path());
  std::filesystem::permissions(folder.path() / "bars.db", std::filesystem::perms::owner_read);
  EXPECT_NE(refusal("sqlite:bars.db", folder.path()).find("check owner and mode"), std::string::npos);
}

TEST(StoreUrl, a_file_that_is_no_database_is_left_alone_and_named) {
  const TempFolder folder;
  std::ofstream(folder.path() / "bars.db") << "symbol,price\nAAPL,1\n" << std::string(2000, 'x');
  const std::string text = refusal("sqlite:bars.db", folder.path());
  EXPECT_NE(text.find("damaged or no database"), std::string::npos) << text;
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "bars.db"), 2020U);
}

TEST(StoreUrl, passwords_are_hidden_wherever_they_stand) {
  struct Case {
    const char *url, *shown;
  };
  const std::vector<Case> cases{
      {"postgresql://bob:hush@h:5432/db?sslmode=require", "postgresql://bob:***@h:5432/db?sslmode=require"},
      {"postgresql://bob:hu@sh@h/db", "postgresql://bob:***@h/db"},
      {"postgresql://bob@h/db?password=hush&x=1", "postgresql://bob@h/db?password=***&x=1"},
      {"postgresql://h:5432/db", "postgresql://h:5432/db"},
      {"postgres://bob@h/db", "postgres://bob@h/db"},
      {"sqlite:bars.db", "sqlite:bars.db"},
      {"sqlite:/home/me@work/bars.db", "sqlite:/home/me@work/bars.db"},
      // Mistyped: the password is not escaped, or its host was forgotten.
      {"postgresql://bob:hu/sh@h/db", "postgresql://bob:***@h/db"},
      {"postgresql://bob:hu?sh@h/db", "postgresql://bob:***@h/db"},
      {"postgresql://bob:hush@/db", "postgresql://bob:***@/db"},
      {"postgresql://bob:hush", "postgresql://bob:***"},
      {"postgresql://bob:hush/db", "postgresql://bob:***/db"},
      {"bob:hush@h/db", "***@h/db"},
      {"host=h user=bob password=hush dbname=db", "host=h user=bob password=***"},
      {"postgresql://bob@h/db?Password=hush", "postgresql://bob@h/db?Password=***"},
      {"postgresql://bob@h/db?pass%77ord=hush", "postgresql://bob@h/db?pass%77ord=***"},
      {"postgresql://bob@h/db?sslpassword=hush&sslkey=/k.pem",
       "postgresql://bob@h/db?sslpassword=***&sslkey=/k.pem"},
      // Nothing to hide.
      {"postgresql://bob@h:5432/db", "postgresql://bob@h:5432/db"},
      {"postgresql://bob@[::1]:5432/db", "postgresql://bob@[::1]:5432/db"},
      {"postgresql://[::1]:5432/db", "postgresql://[::1]:5432/db"},
      {"postgresql://h1:5432,h2:5433/db", "postgresql://h1:5432,h2:5433/db"},
      {"", ""},
      // Of feeds.
      {"wss://feed.example:8443/stream?symbol=A", "wss://feed.example:8443/stream?symbol=A"},
      {"wss://feed.example/stream?apikey=hush&x=1", "wss://feed.example/stream?apikey=***&x=1"},
  };
  for (const Case& c : cases) EXPECT_EQ(redacted(c.url), c.shown);
}

TEST(StoreUrl, a_server_that_is_not_verified_is_told) {
  struct Case {
    const char *url, *mode, *says;
  };
  const std::vector<Case> cases{
      {"postgresql://db.example/x", "", "sslmode=prefer "},
      {"postgres://db.example/x?sslmode=require", "verify-full", "sslmode=require "},
      {"postgresql://db.example/x?sslmode=verify-ca", "", "sslmode=verify-ca "},
      {"postgresql://localhost/x?hostaddr=10.0.0.7", "disable", "sslmode=disable "},
      {"postgresql://127.evil.example/x", "", "verify-full"},
      {"postgresql://db.example/x?sslmode=verify-full", "", ""},
      {"postgresql://db.example/x", "verify-full", ""},
      {"postgresql:///x", "", ""},
      {"postgresql:///x?host=/run/postgresql", "", ""},
      {"postgresql://127.0.0.1:5433/x", "", ""},
      {"postgresql://[::1]/x", "", ""},
      {"sqlite:bars.db", "", ""},
  };
  for (const Case& c : cases) {
    const std::string said = tls_weakness(c.url, c.mode);
    EXPECT_EQ(said.empty(), std::string_view(c.says).empty()) << c.url << "\n" << said;
    EXPECT_NE(said.find(c.says), std::string::npos) << c.url << "\n" << said;
  }
}

TEST(StoreUrl, only_postgres_urls_are_remote) {
  EXPECT_TRUE(is_postgres_url("postgresql://h/x"));
  EXPECT_TRUE(is_postgres_url("postgres://h/x"));
  EXPECT_FALSE(is_postgres_url("sqlite:postgres.db"));
}

}  // namespace
}  // namespace tickbard::test
