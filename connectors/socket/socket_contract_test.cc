// What every receiver promises, of those that read sockets.
#include <optional>
#include <string>

#include "connectors/socket/line_source.h"
#include "connectors/socket/socket_receiver.h"
#include "connectors/socket/socket_rows_program.h"
#include "engine/source/block_receiver_contract.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

class SocketWorld : public ReceiverWorld {
 public:
  // Takes the connection of the receiver that was started last: earlier ones are closed by their receivers.
  void Give() override {
    if (!std::exchange(is_accepted_, true)) source_.Accept();
    source_.Send(Rows());
  }
  std::unique_ptr<BlockReceiver> MakeReceiver() override {
    is_accepted_ = false;
    source_ = LineSource();
    return Make("127.0.0.1", source_.port());
  }

 protected:
  virtual std::unique_ptr<BlockReceiver> Make(const std::string& host, uint16_t port) = 0;
  virtual std::string Rows() = 0;

 private:
  LineSource source_;
  bool is_accepted_ = false;
};

class LinesWorld : public SocketWorld {
  std::unique_ptr<BlockReceiver> Make(const std::string& host, uint16_t port) override {
    return std::make_unique<SocketReceiver>(Address{host, port}, SocketReceiverOptions());
  }
  std::string Rows() override { return "a\nb\n"; }
};

struct NextWord {
  std::optional<std::string> operator()(std::istream& in) const {
    std::string word;
    return in >> word ? std::optional(word) : std::nullopt;
  }
};

class WordsWorld : public SocketWorld {
  std::unique_ptr<BlockReceiver> Make(const std::string& host, uint16_t port) override {
    using Program = ConvertedSocketRows<std::string, NextWord>;
    return std::make_unique<CustomReceiver>(std::make_unique<Program>(host, port, NextWord()), CustomReceiverOptions());
  }
  std::string Rows() override { return "a b "; }
};

class RawWorld : public SocketWorld {
  std::unique_ptr<BlockReceiver> Make(const std::string& host, uint16_t port) override {
    return std::make_unique<CustomReceiver>(std::make_unique<RawSocketRows<int32_t>>(host, port),
                                            CustomReceiverOptions());
  }
  std::string Rows() override { return std::string("\0\0\0\4", 4) + Encode(int32_t{7}); }
};

INSTANTIATE_TEST_SUITE_P(Socket, BlockReceiverContract,
                         testing::Values(&NewReceiverWorld<LinesWorld>, &NewReceiverWorld<WordsWorld>,
                                         &NewReceiverWorld<RawWorld>));

}  // namespace
}  // namespace sluice
