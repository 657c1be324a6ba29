#ifndef SLUICE_TESTS_CONFORMANCE_SOCKET_INPUT_H_
#define SLUICE_TESTS_CONFORMANCE_SOCKET_INPUT_H_

#include <nlohmann/json.hpp>

#include "tests/conformance/inputs.h"

namespace sluice {

// Lines sent over a TCP connection that the stream's receiver makes.
class SocketInput : public CaseInput {
 public:
  explicit SocketInput(const nlohmann::json& input);
  ~SocketInput() override;

  DStream<Value> AddTo(StreamingContext& ssc) override;
  void Feed(int batch) override;

 private:
  void Accept();
  void Send(const std::string& bytes) const;

  const nlohmann::json input_;
  int listener_ = -1;
  int connection_ = -1;
  int port_ = 0;
};

}  // namespace sluice

#endif  // SLUICE_TESTS_CONFORMANCE_SOCKET_INPUT_H_
