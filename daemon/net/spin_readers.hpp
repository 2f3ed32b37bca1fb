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
  void add(SpinReader& reader) { readers_.push_back(&reader); }
  void remove(SpinReader& reader);
  bool empty() const { return readers_.empty(); }

  /// A round of tries, and what else this thread looks at: `others` says whether there was something. They wait
  /// while the tries bring something, but not longer than kRounds. True: there was something.
  template <class F>
  bool turn_once(F&& others) {
    return turn(1, others);
  }

  /// The same with as many rounds as the others can wait for, unless one brings something.
  template <class F>
  bool turn(F&& others) {
    return turn(kRounds, others);
  }

  static constexpr int kRounds = 15;  ///< that find nothing: some 0.4 us each

 private:
  template <class F>
  bool turn(int most, F&& others) {
    const bool found = try_rounds(most);
    if (found && rounds_ < kRounds) return true;
    rounds_ = 0;
    return others() || found;
  }
  bool try_rounds(int most);

  std::vector<SpinReader*> readers_;
  int rounds_ = 0;  // since the others were looked at
};

}  // namespace tickbard
