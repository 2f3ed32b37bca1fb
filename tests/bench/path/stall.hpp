#pragma once

#include <vector>

namespace tickbard::test {

/// How long no print is taken while the bars of a minute are closed: the longest step of the market's loop in each
/// of `minutes` minutes, us of its processor, since a step waits for nobody. 12,000 symbols trade in each of them,
/// 20,000 trades a second; an amend window of such minutes lies behind them. Bucket memory is a file that is
/// brought to the disk each second, as in the daemon; the queue to the journal is emptied between steps. Errors:
/// throws where a bar was not closed.
std::vector<double> closing_steps_us(int minutes);

}  // namespace tickbard::test
