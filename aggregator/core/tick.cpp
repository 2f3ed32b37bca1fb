#include "aggregator/core/tick.hpp"
