#ifndef SLUICE_COMMON_BASE_OVERLOADED_H_
#define SLUICE_COMMON_BASE_OVERLOADED_H_

namespace sluice {

// std::visit(Overloaded{[](A) {}, [](B) {}}, variant).
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace sluice

#endif  // SLUICE_COMMON_BASE_OVERLOADED_H_
