#include "api/input/receiver.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "api/dstream/stream_test_base.h"
#include "engine/source/fake_receiver_host.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sluice {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Reading {
  std::string sensor;
  double value = 0;
  bool operator==(const Reading&) const = default;
};

// Stores readings in every way there is.
class Sensor : public Receiver<Reading> {
 public:
  Sensor(const std::string& name, int first) : name_(name), first_(first) {}
  void onStart() override {
    thread_ = std::thread([this] {
      store({name_, first_ + 0.0});
      const std::vector<Reading> block = {{name_, first_ + 1.0}, {name_, first_ + 2.0}};
      store(block, "offsets 1 to 2");
      store(block.begin(), block.begin() + 1);
      Writer encoded;
      EncodeTo(encoded, Reading{name_, first_ + 3.0});
      store(std::as_bytes(std::span(encoded.view())));
      reportError("a reading was odd", std::runtime_error("-300 degrees"));
      stop("no more");
    });
  }
  void onStop() override { thread_.join(); }

 private:
  const std::string name_;
  const int first_;
  std::thread thread_;
};

// What one sees from inside, as rows.
class Introspective : public Receiver<std::string> {
 public:
  void onStart() override {
    store("stream " + std::to_string(streamId()));
    store(storageLevel().toString());
    store(isStarted() && !isStopped() ? "started" : "not started");
    try {
      store(
          std::as_bytes(std::span("\x05"
                                  "ab")));
    } catch (const Error& error) {
      store(error.what());
    }
  }
  void onStop() override {}
  std::optional<std::string> preferredLocation() const override { return "rack-7"; }
};

class TooEarly : public Receiver<int> {
 public:
  TooEarly() { store(1); }
  void onStart() override {}
  void onStop() override {}
};

class Reliable : public Receiver<int> {
 public:
  void onStart() override { store(std::vector{1, 2}); }
  void onStop() override {}
};

class Moody : public Receiver<int> {
 public:
  explicit Moody(int restarts) : restarts_(restarts) {}
  void onStart() override {
    store(restarts_);
    if (restarts_-- > 0) restart("in a mood", std::runtime_error("rain"), 1);
  }
  void onStop() override {}

 private:
  int restarts_;
};

class ReceiverTest : public StreamTestBase {
 protected:
  template <class T>
  std::vector<Owned<T>> RowsOf(const DStream<T>& stream) {
    std::vector<Owned<T>> rows;
    stream.foreachRDD([&rows](const RDD<T>& rdd) {
      for (auto& row : rdd.collect()) rows.push_back(row);
    });
    ssc_.start();
    StartReceiver();
    EXPECT_TRUE(host_.Saw(last_event_));
    EXPECT_TRUE(backend_.RunBatch({{host_.text()}}).ok());
    return rows;
  }
  void StartReceiver() {
    const OperatorRef& ref = backend_.plan().inputs[0].receiver;
    absl::StatusOr<ReceiverFactory*> factory = FindFunction<ReceiverFactory>(ref.factory);
    ASSERT_TRUE(factory.ok());
    receiver_ = *(*factory)(ref.arguments);
    receiver_->Start(host_);
  }

  FakeReceiverHost host_{absl::Milliseconds(20)};
  std::string last_event_ = "ended";
  std::unique_ptr<BlockReceiver> receiver_;
};

TEST_F(ReceiverTest, RowsOfACustomReceiverReachTheBatch) {
  auto readings = ssc_.receiverStream<Sensor>(StorageLevel::MEMORY_ONLY, "boiler", 10);
  EXPECT_THAT(RowsOf(readings), ElementsAre(Reading{"boiler", 10}, Reading{"boiler", 11}, Reading{"boiler", 12},
                                            Reading{"boiler", 11}, Reading{"boiler", 13}));
  EXPECT_EQ(backend_.plan().inputs[0].receiver.name, "Sensor");
  EXPECT_EQ(backend_.plan().inputs[0].replication, 1);
  EXPECT_EQ(backend_.plan().inputs[0].preferred_host, "");
  EXPECT_THAT(host_.events(), Contains("error: a reading was odd because of: -300 degrees"));
  EXPECT_THAT(host_.events(), Contains("ended: no more"));
  EXPECT_THAT(host_.block_metadata(), Contains("offsets 1 to 2"));
}

TEST_F(ReceiverTest, AReceiverKnowsItsStreamAndLevelAndIsPlacedWhereItPrefers) {
  auto rows = ssc_.receiverStream<Introspective>();
  last_event_ = "block";
  EXPECT_THAT(RowsOf(rows),
              ElementsAre("stream 1", "StorageLevel(disk, memory, 2 replicas)", "started", HasSubstr("whole rows=0")));
  EXPECT_EQ(backend_.plan().inputs[0].preferred_host, "rack-7");
}

TEST_F(ReceiverTest, AReceiverThatIsUsedBeforeItIsAttachedSaysSo) {
  ssc_.receiverStream<TooEarly>().print();
  ssc_.start();
  EXPECT_THAT([this] { StartReceiver(); },
              testing::Throws<Error>(testing::Property(
                  &Error::what, StartsWith("A ReceiverSupervisor has not been attached to the receiver yet."))));
}

TEST_F(ReceiverTest, ABlockThatCannotBeStoredIsAnErrorThatNamesTheLevel) {
  ssc_.receiverStream<Reliable>(StorageLevel::MEMORY_ONLY).print();
  host_.SetAnswer(absl::UnavailableError("no room"));
  ssc_.start();
  StartReceiver();
  EXPECT_TRUE(
      host_.Saw("Could not store input-1 (a block of 2 records) to block manager with storage level "
                "StorageLevel(memory, deserialized, 1 replicas): no room"));
}

TEST_F(ReceiverTest, ARestartedReceiverGoesOn) {
  auto rows = ssc_.receiverStream<Moody>(1);
  last_event_ = "block 1";
  EXPECT_THAT(RowsOf(rows), ElementsAre(1, 0));
  EXPECT_THAT(host_.events(), Contains("retrying: Restarting receiver with delay 1ms: in a mood because of: rain"));
}

TEST_F(ReceiverTest, ARateStreamMakesItsRowsAndEnds) {
  auto rows = ssc_.rateStream(
      {.rowsPerSecond = 100'000, .rows = 5},
      [](int64_t i, const std::string& unit) { return std::to_string(i) + unit; }, "kg");
  EXPECT_THAT(RowsOf(rows), ElementsAre("0kg", "1kg", "2kg", "3kg", "4kg"));
}

TEST_F(ReceiverTest, ABadRateIsAnError) {
  EXPECT_THROW(ssc_.rateStream({.rowsPerSecond = 0}, [](int64_t i) { return i; }), Error);
  EXPECT_THROW(ssc_.rateStream({.rows = -1}, [](int64_t i) { return i; }), Error);
}

}  // namespace
}  // namespace sluice
