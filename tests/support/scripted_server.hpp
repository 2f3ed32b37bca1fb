#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tickbard::test {

/// A folder of its own, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A certificate made for one test, signed by itself: whoever trusts `chain` as a CA file trusts it.
struct TestCertificate {
  std::filesystem::path chain, key;
};

/// Valid from now + first_day to now + last_day, for the given names ("DNS:localhost,IP:127.0.0.1").
TestCertificate make_certificate(const std::filesystem::path& folder, const std::string& name,
                                 const std::string& alt_names = "DNS:localhost,IP:127.0.0.1", int first_day = -1,
                                 int last_day = 30);

/// One thing a scripted server does with a connection.
struct Step {
  enum class Kind { expect, send, send_many, ping, close, drop, mute, hold };
  Kind kind;
  std::string text;
  std::uint16_t code = 0;
  std::size_t count = 0;
  std::function<std::string(std::size_t)> make;
};

Step expect(std::string part);  ///< waits for a message that contains it; any other is a surprise
Step send(std::string text);
Step send_many(std::size_t count,
               std::function<std::string(std::size_t)> make);  ///< as fast as the client takes it
Step ping();
Step close(std::uint16_t code, std::string reason = {});
Step drop();  ///< TCP reset
Step mute();  ///< reads nothing any more: pings stay unanswered, TCP stays open
Step hold();  ///< waits for release()
using Script = std::vector<Step>;

struct ScriptOptions {
  const TestCertificate* certificate = nullptr;  ///< TLS
  std::size_t fragment_bytes = 0;
};

/// A real websocket server on 127.0.0.1 with a free port, on a thread of its own. The n-th connection follows the
/// n-th script, further ones the last; at the end of its script a connection stays open and listens.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<Script> scripts, ScriptOptions options = {});
  ~ScriptedServer();

  std::string url(const std::string& host = "127.0.0.1") const;
  std::uint16_t port() const;
  void release();                                  ///< lets the next hold() (or one to come) go on
  std::vector<std::string> received() const;       ///< all messages, in order
  std::vector<std::string> surprises() const;      ///< those no script expected
  bool wait_for_connections(std::size_t n) const;  ///< opened so far; false: not within 20 s
  bool wait_for_messages(std::size_t n) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tickbard::test
