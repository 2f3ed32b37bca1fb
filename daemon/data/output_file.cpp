#include "daemon/data/output_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace tickbard {
namespace {

Problem cannot(const char* what, const std::filesystem::path& file, int code) {
  return {std::string("cannot ") + what + " " + file.string() + ": " + std::strerror(code) +
          "; check the path, its rights and the space of its disk"};
}

/// SHA-256 piece by piece. Owner: one thread.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
  }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < length; ++i) {
      out.push_back(kHex[digest[i] >> 4U]);
      out.push_back(kHex[digest[i] & 15U]);
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

struct Descriptor {
  int fd = -1;
  ~Descriptor() { close(); }
  Descriptor() = default;
  explicit Descriptor(int opened) : fd(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int close() {
    const int done = fd >= 0 ? ::close(fd) : 0;
    fd = -1;
    return done;
  }
};

}  // namespace

struct OutputFile::Parts {
  std::filesystem::path file;  ///< where it is to be
  std::filesystem::path made;  ///< where it is written; empty: directly
  Descriptor out;
  Compression compression = Compression::none;
  z_stream zip{};
  std::vector<char> pending;  ///< compressed or plain, not yet written
  Digest digest;
  std::string sha256;
  std::uint64_t bytes = 0;
  bool failed = false;

  ~Parts() {
    if (compression == Compression::gzip) deflateEnd(&zip);
    out.close();
    std::error_code ignored;
    if (!made.empty()) std::filesystem::remove(made, ignored);
  }

  Result<void> drain() {
    std::string_view rest(pending.data(), pending.size());
    digest.add(rest);
    while (!rest.empty()) {
      const ssize_t done = ::write(out.fd, rest.data(), rest.size());
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) {
        failed = true;
        return cannot("write", file, done < 0 ? errno : ENOSPC);
      }
      rest.remove_prefix(static_cast<std::size_t>(done));
      bytes += static_cast<std::uint64_t>(done);
    }
    pending.clear();
    return {};
  }

  Result<void> compress(std::string_view text, int flush) {
    zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
    zip.avail_in = static_cast<uInt>(text.size());
    std::array<char, 64 * 1024> chunk;
    for (;;) {
      zip.next_out = reinterpret_cast<Bytef*>(chunk.data());
      zip.avail_out = chunk.size();
      const int state = deflate(&zip, flush);
      pending.insert(pending.end(), chunk.data(), chunk.data() + (chunk.size() - zip.avail_out));
      if (pending.size() >= kPending) {
        if (auto done = drain(); !done) return done;
      }
      if (state == Z_STREAM_END || (zip.avail_out > 0 && flush == Z_NO_FLUSH)) return {};
    }
  }

  static constexpr std::size_t kPending = 256 * 1024;
};

OutputFile::OutputFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
OutputFile::OutputFile(OutputFile&&) noexcept = default;
OutputFile& OutputFile::operator=(OutputFile&&) noexcept = default;
OutputFile::~OutputFile() = default;

Result<OutputFile> OutputFile::create(const std::filesystem::path& file, Compression compression) {
  auto parts = std::make_unique<Parts>();
  parts->file = file;
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  if (std::filesystem::is_directory(status)) return Problem{file.string() + " is a folder; name a file"};
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    parts->out.fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    parts->file =
        std::filesystem::exists(status) ? std::filesystem::canonical(file, ignored) : file;  // a link stays one
    parts->made = parts->file.string() + ".part-" + std::to_string(::getpid());
    parts->out.fd = ::open(parts->made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (parts->out.fd < 0) parts->made.clear();
  }
  if (parts->out.fd < 0) return cannot("write", file, errno);
  if (compression == Compression::gzip) {
    constexpr int kGzip = 15 + 16;
    if (deflateInit2(&parts->zip, 6, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK)
      return cannot("compress", file, ENOMEM);
    parts->compression = compression;
  }
  return OutputFile(std::move(parts));
}

Result<void> OutputFile::write(std::string_view text) {
  Parts& p = *parts_;
  if (p.failed) return cannot("write", p.file, EIO);
  if (p.compression == Compression::gzip) return p.compress(text, Z_NO_FLUSH);
  p.pending.insert(p.pending.end(), text.begin(), text.end());
  if (p.pending.size() < Parts::kPending) return {};
  return p.drain();
}

Result<void> OutputFile::commit() {
  Parts& p = *parts_;
  if (p.failed) return cannot("write", p.file, EIO);
  if (p.compression == Compression::gzip) {
    if (auto done = p.compress({}, Z_FINISH); !done) return done;
  }
  if (auto done = p.drain(); !done) return done;
  p.sha256 = p.digest.hex();
  if (p.made.empty()) {
    if (p.out.close() != 0) return cannot("write", p.file, errno);
    return {};
  }
  if (::fsync(p.out.fd) != 0 || p.out.close() != 0) return cannot("write", p.file, errno);
  if (::rename(p.made.c_str(), p.file.c_str()) != 0) return cannot("name", p.file, errno);
  p.made.clear();
  return sync_folder(p.file.parent_path());
}

std::uint64_t OutputFile::bytes() const {
  return parts_->bytes;
}
std::string OutputFile::sha256() const {
  return parts_->sha256;
}

Result<FileDigest> digest_of(const std::filesystem::path& file) {
  const Descriptor in(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.fd < 0) return cannot("read", file, errno);
  Digest digest;
  FileDigest out;
  std::vector<char> chunk(256 * 1024);
  for (;;) {
    const ssize_t got = ::read(in.fd, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", file, errno);
    if (got == 0) break;
    digest.add({chunk.data(), static_cast<std::size_t>(got)});
    out.bytes += static_cast<std::uint64_t>(got);
  }
  out.sha256 = digest.hex();
  return out;
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path place = folder.empty() ? "." : folder;
  const Descriptor fd(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.fd < 0 || ::fsync(fd.fd) != 0) return cannot("sync", place, errno);
  return {};
}

}  // namespace tickbard
