#ifndef SLUICE_ENGINE_RDD_SHUFFLE_COGROUP_H_
#define SLUICE_ENGINE_RDD_SHUFFLE_COGROUP_H_

#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/rdd/shuffle/group_by_key.h"

namespace sluice {

// One row for each key of any input: `Groups` is a pair or tuple of the lists of its values in each, made from those in
// order. The inputs have one partitioning; their keys have one encoding, the first says which type comes out.
template <class Groups, class K, class... Rows>
class CogroupOp : public Op<std::pair<K, Groups>> {
 public:
  using Input = InputsOf<Rows...>;
  using Sent = std::tuple<Rows...>;
  using Options = NoOptions;
  static constexpr int kInputsMin = sizeof...(Rows);
  CogroupOp(Wiring<Input> wiring, NoOptions) : inputs_(wiring.inputs) {}

  absl::Status Run(TaskContext& context, int partition, Sink<std::pair<K, Groups>>& out) const override {
    KeyTable keys;
    std::tuple<ValueLists<typename Rows::first_type, typename Rows::second_type>...> lists;
    SLUICE_RETURN_IF_ERROR(Read(context, partition, keys, lists, std::index_sequence_for<Rows...>()));
    std::apply([&](auto&... list) { (list.Arrange(keys.size()), ...); }, lists);
    return EmitGroups(keys, out, [&](uint32_t number, size_t& count) {
      std::apply([&](const auto&... list) { ((count += list.Count(number)), ...); }, lists);
      return std::apply([&](const auto&... list) { return Groups(list.Values(number)...); }, lists);
    });
  }

 private:
  template <class Lists, size_t... I>
  absl::Status Read(TaskContext& context, int partition, KeyTable& keys, Lists& lists,
                    std::index_sequence<I...>) const {
    absl::Status status;
    ((status = std::get<I>(lists).Read(*std::get<I>(inputs_), context, partition, keys), status.ok()) && ...);
    return status;
  }

  const std::tuple<const Op<Rows>*...> inputs_;
};

}  // namespace sluice

#endif  // SLUICE_ENGINE_RDD_SHUFFLE_COGROUP_H_
