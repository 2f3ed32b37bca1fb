#pragma once

#include "daemon/runtime/spsc_ring.hpp"

namespace tickbard {

/// One element, shown at once. False: full.
template <class T>
bool put(SpscRing<T>& ring, const T& value) {
  const bool in = ring.stage(value);
  ring.publish();
  return in;
}

}  // namespace tickbard
