#include "daemon/edge/access.hpp"

#include <unistd.h>

#include "daemon/edge/uri.hpp"
#include "tests/daemon/edge/support.hpp"
#include "tests/support/precompiled.hpp"

namespace tickbard {
namespace {

using test::get;

// printf %s viewer-token | sha256sum, and so on.
constexpr std::string_view kTokensFile =
    "# who may ask\n"
    "\n"
    "viewer fed2c1cd3b2a2ba5bd3f44ef8e0c25bea9d75a2ebdb3fcbfa0ae5c5c9be1f08a nobody\n";

std::string run(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  char buffer[256];
  while (pipe != nullptr && fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
  if (pipe != nullptr) pclose(pipe);
  return out;
}

/// With the tool that the documentation names, not with our own code.
std::string sha256(const std::string& token) {
  return run("printf %s '" + token + "' | sha256sum").substr(0, 64);
}

Tokens three_tokens() {
  const auto tokens = Tokens::parse("viewer " + sha256("view-me") + " grafana\ntrader " + sha256("trade-me") +
                                    " desk\n# comment\n\nadmin " + sha256("rule-me") + " root\n");
  EXPECT_TRUE(tokens);
  return *tokens;
}

TEST(Tokens, a_token_has_the_role_of_its_line) {
  const auto tokens = three_tokens();
  EXPECT_TRUE(tokens.required());
  EXPECT_EQ(tokens.role_of("view-me"), AccessRole::viewer);
  EXPECT_EQ(tokens.role_of("trade-me"), AccessRole::trader);
  EXPECT_EQ(tokens.role_of("rule-me"), AccessRole::admin);
  for (const std::string_view wrong : {"", "view-m", "view-mee", "VIEW-ME", " view-me", "grafana"}) {
    EXPECT_EQ(tokens.role_of(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(tokens.role_of(sha256("view-me")), std::nullopt) << "the hash itself is no token";
}

TEST(Tokens, upper_case_hashes_and_two_lines_of_one_token_are_read) {
  std::string upper = sha256("x");
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  const auto tokens = Tokens::parse("viewer " + upper + " a\nadmin " + sha256("x") + " b");
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->role_of("x"), AccessRole::admin);
}

TEST(Tokens, every_bad_line_is_told_and_no_secret_is_repeated) {
  const auto tokens = Tokens::parse("viewer " + sha256("a") +
                                    " ok\n"
                                    "owner " +
                                    sha256("b") +
                                    " x\n"
                                    "viewer my-plain-secret y\n"
                                    "my-plain-secret viewer y\n"
                                    "admin " +
                                    sha256("c") + "\n" + "admin " + sha256("d") + " two words\n");
  ASSERT_FALSE(tokens);
  const auto& text = tokens.error().text;
  for (const auto* part : {"line 2: the first word is no role", "line 3:", "line 4: the first word",
                           "line 5: expected are three", "line 6:"}) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }
  EXPECT_EQ(text.find("my-plain-secret"), std::string::npos) << text;
  EXPECT_EQ(text.find("line 1"), std::string::npos) << text;
}

TEST(Tokens, a_file_without_a_token_locks_nobody_in_or_out_by_surprise) {
  EXPECT_FALSE(Tokens::parse(""));
  EXPECT_FALSE(Tokens::parse("# only a comment\n"));
  EXPECT_FALSE(Tokens::load("/nowhere/tokens"));
  EXPECT_NE(Tokens::load("/nowhere/tokens").error().text.find("/nowhere/tokens"), std::string::npos);
  EXPECT_FALSE(Tokens::load("/tmp"));
  EXPECT_FALSE(Tokens{}.required());
  EXPECT_TRUE(Tokens::parse(kTokensFile));
}

TEST(Tokens, a_file_is_read) {
  const auto file = std::filesystem::path(::testing::TempDir()) / ("tokens-" + std::to_string(getpid()));
  std::ofstream(file) << "admin " << sha256("rule-me") << " root\n";
  const auto tokens = Tokens::load(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->role_of("rule-me"), AccessRole::admin);
}

TEST(CheckRole, roles_include_the_ones_below) {
  const auto tokens = three_tokens();
  struct {
    std::string_view authorization;
    AccessRole needed;
    int status;
  } const rows[] = {
      {"Bearer view-me", AccessRole::viewer, 200},
      {"bearer view-me", AccessRole::viewer, 200},
      {"Bearer   view-me", AccessRole::viewer, 200},
      {"Bearer trade-me", AccessRole::viewer, 200},
      {"Bearer rule-me", AccessRole::trader, 200},
      {"Bearer view-me", AccessRole::trader, 403},
      {"Bearer trade-me", AccessRole::admin, 403},
      {"Bearer wrong", AccessRole::viewer, 401},
      {"Bearer ", AccessRole::viewer, 401},
      {"Bearer", AccessRole::viewer, 401},
      {"Basic view-me", AccessRole::viewer, 401},
      {"view-me", AccessRole::viewer, 401},
      {"", AccessRole::viewer, 401},
  };
  for (const auto& row : rows) {
    const auto request = get("/", {{"authorization", std::string(row.authorization)}});
    EXPECT_EQ(check_role(request, tokens, row.needed).status, row.status) << row.authorization;
  }
  EXPECT_EQ(check_role(get("/"), Tokens{}, AccessRole::admin).status, 200) << "nothing is configured";
}

TEST(CheckHost, names_of_other_machines_are_refused) {
  struct {
    std::string_view host;
    int status;
  } const rows[] = {
      {"127.0.0.1", 200},
      {"127.0.0.1:8787", 200},
      {"192.168.1.7:8787", 200},
      {"[::1]", 200},
      {"[::1]:8787", 200},
      {"[evil.com]", 400},
      {"[face.de]:8787", 400},
      {"localhost", 200},
      {"LOCALHOST:1", 200},
      {"app.localhost:8787", 200},
      {"bars.example", 200},
      {"Bars.Example:80", 200},
      {"evil.example", 403},
      {"localhost.evil.example", 403},
      {"127.0.0.1.nip.io", 403},
      {"evillocalhost", 403},
      {"1.2.3.4.5", 403},
      {"localhost:80x", 400},
      {"[::1", 400},
      {"", 400},
      {":80", 400},
      {"bars.example.evil", 403},
  };
  for (const auto& row : rows) {
    const auto request = get("/", {{"Host", std::string(row.host)}});
    EXPECT_EQ(check_host(request, {"bars.example"}).status, row.status) << row.host;
  }
  const auto refusal = check_host(get("/", {{"Host", "evil.example"}}), {});
  EXPECT_NE(refusal.detail.find("localhost"), std::string::npos);
  EXPECT_NE(refusal.detail.find("http.tokens_file"), std::string::npos);
}

TEST(CheckOrigin, only_own_pages_and_programs) {
  struct {
    std::string_view origin;
    int status;
  } const rows[] = {
      {"", 200},
      {"http://localhost:8787", 200},
      {"https://localhost:8787", 200},
      {"HTTP://LocalHost:8787", 200},
      {"http://localhost:8788", 403},
      {"http://localhost", 403},
      {"http://evil.example", 403},
      {"http://localhost:8787.evil.example", 403},
      {"null", 403},
      {"file://", 403},
  };
  for (const auto& row : rows) {
    const auto request = get("/", {{"Host", "localhost:8787"}, {"Origin", std::string(row.origin)}});
    EXPECT_EQ(check_origin(request).status, row.status) << row.origin;
  }
}

}  // namespace
}  // namespace tickbard
