#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace tickbard {

/// A thread with a name that `top -H` and journald show. Signals are main's affair: every signal is blocked in it.
/// Owner: whoever makes it; declare it last in its class, so that it is joined before what it uses goes.
/// Units: the kernel keeps 15 bytes of the name; the rest is cut off.
/// Errors: the constructor throws std::system_error if no thread can be made. An exception out of `body`
/// terminates. Lifetime: the destructor joins; asking the body to end is the owner's affair.
class NamedThread {
 public:
  static constexpr std::size_t kMaxName = 15;

  NamedThread() = default;
  NamedThread(std::string_view name, std::function<void()> body);
  NamedThread(NamedThread&&) = default;
  NamedThread& operator=(NamedThread&& other) noexcept;
  ~NamedThread() { join(); }

  void join();
  /// Nobody waits for it any more: what it uses must be its own.
  void let_go() { thread_.detach(); }
  bool joinable() const { return thread_.joinable(); }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::thread thread_;
};

}  // namespace tickbard
