#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/app/config_load.hpp"
#include "daemon/edge/access.hpp"
#include "tests/daemon/app/config_support.hpp"

// What a configuration names may be no file at all: each is told, and none is waited for.

namespace tickbard {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Flags = std::vector<std::pair<std::string, std::string>>;

/// A pipe that nobody writes to; gone with the object.
class Pipe {
 public:
  Pipe() {
    std::string name = (std::filesystem::temp_directory_path() / "tickbard-pipe-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    EXPECT_EQ(mkfifo(path().c_str(), 0600), 0);
  }
  ~Pipe() { std::filesystem::remove_all(folder_); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  std::filesystem::path path() const { return folder_ / "pipe"; }

 private:
  std::filesystem::path folder_;
};

std::vector<std::string> problems_of(Flags flags) {
  return load_config(with_feed(std::move(flags)), Purpose::run).problems;
}

TEST(ConfigUnreadable, a_pipe_as_configuration_file) {
  const Pipe pipe;
  const auto loaded = load_config({pipe.path(), {}, {}}, Purpose::run);
  EXPECT_THAT(loaded.problems, ElementsAre(HasSubstr("it is a pipe")));
}

TEST(ConfigUnreadable, a_pipe_where_a_value_names_a_file) {
  const Pipe pipe;
  const std::string name = pipe.path().string();
  EXPECT_THAT(problems_of({{"feed.coinbase.symbols", "@" + name}}), ElementsAre(HasSubstr("it is a pipe")));
  for (const char* key : {"feed.coinbase.key_file", "feed.coinbase.secret_file", "feed.coinbase.ca_file"}) {
    EXPECT_THAT(problems_of({{key, name}}), ElementsAre(HasSubstr("it is a pipe"))) << key;
  }
  EXPECT_THAT(problems_of({{"http.tokens_file", name}}), ElementsAre(HasSubstr("it is a pipe")));
  EXPECT_THAT(Tokens::load(pipe.path()).error().text, HasSubstr("it is a pipe"));
}

TEST(ConfigUnreadable, a_device_that_never_ends) {
  EXPECT_THAT(load_config({"/dev/zero", {}, {}}, Purpose::run).problems, ElementsAre(HasSubstr("a device")));
  EXPECT_THAT(problems_of({{"feed.coinbase.symbols", "@/dev/zero"}}), ElementsAre(HasSubstr("a device")));
  EXPECT_THAT(problems_of({{"feed.coinbase.key_file", "/dev/zero"}}), ElementsAre(HasSubstr("a device")));
  EXPECT_THAT(problems_of({{"http.tokens_file", "/dev/zero"}}), ElementsAre(HasSubstr("a device")));
}

TEST(ConfigUnreadable, a_file_far_too_long) {
  const ConfigFile file("");
  std::filesystem::resize_file(file.path(), std::uintmax_t{1} << 40);
  EXPECT_THAT(load_config({file.path(), {}, {}}, Purpose::run).problems, ElementsAre(HasSubstr("longer than")));
  EXPECT_THAT(problems_of({{"feed.coinbase.symbols", "@" + file.path().string()}}),
              ElementsAre(HasSubstr("longer than")));
}

TEST(ConfigUnreadable, urls_that_a_feed_would_refuse_are_refused_here) {
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://me:hunter2@host.example/x"}}),
              ElementsAre(HasSubstr("carries a user name or password")));
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://me:hunter2@host.example/x"}}),
              Each(Not(HasSubstr("hunter2"))));
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://me:hun@ter2@host.example"}}),
              Each(Not(HasSubstr("ter2"))));
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://host.example:99999"}}), ElementsAre(HasSubstr("99999")));
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://ho st.example"}}), ElementsAre(HasSubstr("space")));
  EXPECT_THAT(problems_of({{"feed.coinbase.url", "wss://host.example:443/a@b?c=d@e"}}), IsEmpty());
}

TEST(ConfigUnreadable, a_value_of_any_length_gives_a_short_sentence) {
  const std::string huge(100'000, 'x');
  const Flags each{{"feed.coinbase.symbols", huge},
                   {"feed.coinbase.symbols", "@" + huge},
                   {"feed.coinbase.venue", huge},
                   {"feed.coinbase.url", huge},
                   {"feed.coinbase.name", huge},
                   {"feed.coinbase.provider", huge},
                   {"feed.coinbase.key_file", huge},
                   {"store.url", huge},
                   {"log.level", huge},
                   {"bars.enabled", huge},
                   {"http.tokens_file", huge},
                   {"bars." + huge, "1"},
                   {"feed." + huge + ".url", "wss://a"}};
  for (const auto& [key, value] : each) {
    const auto problems = problems_of({{key, value}});
    EXPECT_THAT(problems, Not(IsEmpty())) << key.substr(0, 40);
    for (const std::string& problem : problems) EXPECT_LT(problem.size(), 2100u) << problem.substr(0, 100);
  }
  EXPECT_THAT(problems_of({{"feed.coinbase.symbols", huge}}), ElementsAre(SizeIs(testing::Lt(250u))));
}

}  // namespace
}  // namespace tickbard
