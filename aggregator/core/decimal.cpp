#include "aggregator/core/decimal.hpp"
