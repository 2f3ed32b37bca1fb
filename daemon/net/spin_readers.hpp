#pragma once

#include <cstddef>
#include <vector>

namespace tickbard {

/// A connection that is read by trying.
class SpinReader {
 public:
  /// Takes what is there, if it wants any; never waits. True: there was something. May remove this and others.
  virtual bool try_read() = 0;

 protected:
  ~SpinReader() = default;
};

/// The connections that a thread which never sleeps reads by trying: asking the kernel first which of them has
/// something is one call more before each read, and another after it that finds nothing left.
/// Owner: the thread that reads them. Lifetime: whoever is added removes itself before it goes.
class SpinReaders {
 public:
  /// For so many, timers and what is to be sent can wait: a round that finds nothing takes some 0.4 us.
  static constexpr int kRounds = 15;

  void add(SpinReader& reader) { readers_.push_back(&reader); }
  void remove(SpinReader& reader);
  bool empty() const { return readers_.empty(); }

  /// So many rounds, unless one brings something; then true.
  bool try_rounds(int most);

  /// The others have waited long enough, also where something comes in every round.
  bool others_due() const { return in_a_row_ % kRounds == 0; }

 private:
  std::vector<SpinReader*> readers_;
  int in_a_row_ = 0;  // rounds that brought something
};

}  // namespace tickbard
