#include "tests/support/scripted_server.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>

#include "daemon/net/tls.hpp"
#include "daemon/net/ws_server.hpp"
#include "daemon/runtime/named_thread.hpp"

namespace tickbard::test {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "tickbard-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make the folder " + name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestCertificate make_certificate(const std::filesystem::path& folder, const std::string& name,
                                 const std::string& alt_names, int first_day, int last_day) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
  constexpr int kDay = 24 * 3600;
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), first_day * kDay);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), last_day * kDay);
  X509_set_pubkey(cert.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                             -1, -1, 0);
  X509_set_issuer_name(cert.get(), subject);
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, cert.get(), cert.get(), nullptr, nullptr, 0);
  X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, &context, NID_subject_alt_name, alt_names.c_str());
  X509_add_ext(cert.get(), names, -1);
  X509_EXTENSION_free(names);
  X509_sign(cert.get(), key.get(), EVP_sha256());

  TestCertificate made{folder / (name + ".pem"), folder / (name + ".key")};
  const auto write = [](const std::filesystem::path& path, auto&& put) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file || put(file) != 1) throw std::runtime_error("cannot write " + path.string());
    std::fclose(file);
  };
  write(made.chain, [&](std::FILE* f) { return PEM_write_X509(f, cert.get()); });
  write(made.key,
        [&](std::FILE* f) { return PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  return made;
}

Step expect(std::string part) {
  return {Step::Kind::expect, std::move(part), 0, 0, {}};
}
Step send(std::string text) {
  return {Step::Kind::send, std::move(text), 0, 0, {}};
}
Step send_many(std::size_t count, std::function<std::string(std::size_t)> make) {
  return {Step::Kind::send_many, {}, 0, count, std::move(make)};
}
Step ping() {
  return {Step::Kind::ping, {}, 0, 0, {}};
}
Step close(std::uint16_t code, std::string reason) {
  return {Step::Kind::close, std::move(reason), code, 0, {}};
}
Step drop() {
  return {Step::Kind::drop, {}, 0, 0, {}};
}
Step mute() {
  return {Step::Kind::mute, {}, 0, 0, {}};
}
Step hold() {
  return {Step::Kind::hold, {}, 0, 0, {}};
}

struct ScriptedServer::Impl {
  struct Place {
    WsPeerPtr peer;
    const Script* script;
    std::size_t step = 0;
    std::size_t sent = 0;  // of a send_many
  };

  void run(Place& place) {
    while (place.step < place.script->size()) {
      const Step& step = (*place.script)[place.step];
      switch (step.kind) {
        case Step::Kind::expect:
          return;
        case Step::Kind::hold:
          if (released == 0) return;
          --released;
          break;
        case Step::Kind::send:
          place.peer->send(step.text);
          break;
        case Step::Kind::send_many:
          while (place.sent < step.count) {
            if (place.peer->queued_bytes() > 256 << 10) return;  // goes on when drained
            place.peer->send(step.make(place.sent++));
          }
          place.sent = 0;
          break;
        case Step::Kind::ping:
          place.peer->ping();
          break;
        case Step::Kind::close:
          ++place.step;
          return place.peer->close(step.code, step.text);
        case Step::Kind::drop:
          ++place.step;
          return place.peer->drop();
        case Step::Kind::mute:
          place.peer->pause_reading();
          break;
      }
      ++place.step;
    }
  }

  void opened(const WsPeerPtr& peer) {
    std::size_t n;
    {
      std::lock_guard lock(mutex);
      n = connections++;
    }
    changed.notify_all();
    Place& place = places[peer->id()];
    place.peer = peer;
    place.script = &scripts[std::min(n, scripts.size() - 1)];
    run(place);
  }

  void message(const WsPeerPtr& peer, std::string_view text) {
    Place& place = places[peer->id()];
    const bool expected = place.step < place.script->size() &&
                          (*place.script)[place.step].kind == Step::Kind::expect &&
                          text.find((*place.script)[place.step].text) != std::string_view::npos;
    {
      std::lock_guard lock(mutex);
      received.emplace_back(text);
      if (!expected) surprises.emplace_back(text);
    }
    changed.notify_all();
    if (!expected) return;
    ++place.step;
    run(place);
  }

  void go_on() {
    ++released;
    std::vector<std::uint64_t> ids;
    for (const auto& [id, place] : places) ids.push_back(id);
    for (const auto id : ids) {
      if (const auto found = places.find(id); found != places.end()) run(found->second);
    }
  }

  template <class F>
  bool wait_until(F&& f) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds{20}, std::forward<F>(f));
  }

  std::vector<Script> scripts;
  std::optional<TlsContext> tls;
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
  std::map<std::uint64_t, Place> places;
  std::size_t released = 0;
  std::unique_ptr<WsServer> server;

  mutable std::mutex mutex;  // guards the following
  std::condition_variable changed;
  std::size_t connections = 0;
  std::vector<std::string> received, surprises;

  NamedThread thread;
};

ScriptedServer::ScriptedServer(std::vector<Script> scripts, ScriptOptions options)
    : impl_(std::make_unique<Impl>()) {
  Impl* const impl = impl_.get();
  impl->scripts = std::move(scripts);
  WsServerOptions o;
  o.limits.fragment_bytes = options.fragment_bytes;
  o.limits.send_queue_bytes = 64 << 20;
  o.limits.message_bytes = 64 << 20;
  if (options.certificate) {
    impl->tls = TlsContext::server(options.certificate->chain, options.certificate->key).value();
    o.tls = &*impl->tls;
  }
  WsHandlers on;
  on.on_open = [impl](const WsPeerPtr& peer) { impl->opened(peer); };
  on.on_message = [impl](const WsPeerPtr& peer, std::string_view text) { impl->message(peer, text); };
  on.on_drained = [impl](const WsPeerPtr& peer) { impl->run(impl->places[peer->id()]); };
  on.on_close = [impl](const WsPeerPtr& peer, std::uint16_t, std::string_view) { impl->places.erase(peer->id()); };
  impl->server = std::make_unique<WsServer>(impl->io, std::move(o), std::move(on));
  impl->thread = NamedThread("scripted", [impl] { impl->io.run(); });
}

ScriptedServer::~ScriptedServer() {
  boost::asio::post(impl_->io, [impl = impl_.get()] {
    impl->server.reset();
    impl->places.clear();
    impl->work.reset();
  });
  impl_->thread.join();
}

std::uint16_t ScriptedServer::port() const {
  return impl_->server->port();
}

std::string ScriptedServer::url(const std::string& host) const {
  return (impl_->tls ? "wss://" : "ws://") + host + ":" + std::to_string(port());
}

void ScriptedServer::release() {
  boost::asio::post(impl_->io, [impl = impl_.get()] { impl->go_on(); });
}

std::vector<std::string> ScriptedServer::received() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->received;
}

std::vector<std::string> ScriptedServer::surprises() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->surprises;
}

bool ScriptedServer::wait_for_connections(std::size_t n) const {
  return impl_->wait_until([&] { return impl_->connections >= n; });
}

bool ScriptedServer::wait_for_messages(std::size_t n) const {
  return impl_->wait_until([&] { return impl_->received.size() >= n; });
}

}  // namespace tickbard::test
