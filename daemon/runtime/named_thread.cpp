#include "daemon/runtime/named_thread.hpp"

#include <pthread.h>
#include <signal.h>

#include <utility>

namespace tickbard {

NamedThread::NamedThread(std::string_view name, std::function<void()> body) : name_(name.substr(0, kMaxName)) {
  // A thread inherits the mask of its maker: blocked before it exists, so that no signal can slip in.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([name = name_, run = std::move(body)] {
      pthread_setname_np(pthread_self(), name.c_str());
      run();
    });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

NamedThread& NamedThread::operator=(NamedThread&& other) noexcept {
  if (this != &other) {
    join();
    name_ = std::move(other.name_);
    thread_ = std::move(other.thread_);
  }
  return *this;
}

void NamedThread::join() {
  if (thread_.joinable()) thread_.join();
}

}  // namespace tickbard
