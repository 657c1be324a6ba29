#include "driver/application/heard_orders.h"

namespace sluice {
namespace {

template <class T, class Repeated>
void Append(const Repeated& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void HeardOrders::Add(const v1::Work& work) {
  works.push_back(work);
  if (work.peers_size() > 0) {
    peers = work.peers(0).peers_size();
    peers_leaving = 0;
    for (const v1::PeerUpdate::Peer& peer : work.peers(0).peers()) peers_leaving += peer.leaving();
  }
  for (const v1::StageProgram& program : work.stages()) programs.push_back(program.stage());
  Append(work.tasks(), launched);
  Append(work.start_receivers(), started);
  Append(work.stop_receivers(), stopped);
  Append(work.receiver_rates(), rates);
  Append(work.cancel_tasks(), cancelled);
  Append(work.free_blocks(), freed);
  Append(work.copy_blocks(), to_copy);
  Append(work.take_outputs(), to_take);
  Append(work.free_shuffles(), freed_shuffles);
}

}  // namespace sluice
