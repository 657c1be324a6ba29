// One process may use Arrow (which carries its own copies of much) beside the system's gRPC, Protobuf and Abseil.
#include <arrow/api.h>
#include <arrow/compute/initialize.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>

#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace {

std::shared_ptr<arrow::Table> ThreeNumbers() {
  arrow::Int64Builder builder;
  EXPECT_TRUE(builder.AppendValues({1, 2, 3}).ok());
  auto schema = arrow::schema({arrow::field("number", arrow::int64())});
  return arrow::Table::Make(schema, {builder.Finish().ValueOrDie()});
}

std::shared_ptr<arrow::Buffer> WriteParquet(const arrow::Table& table) {
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  EXPECT_TRUE(parquet::arrow::WriteTable(table, arrow::default_memory_pool(), sink).ok());
  return sink->Finish().ValueOrDie();
}

std::shared_ptr<arrow::Table> ReadParquet(std::shared_ptr<arrow::Buffer> bytes) {
  auto source = std::make_shared<arrow::io::BufferReader>(std::move(bytes));
  return parquet::arrow::OpenFile(source, arrow::default_memory_pool()).ValueOrDie()->ReadTable().ValueOrDie();
}

TEST(ArrowLink, ParquetComesBackWhileAGrpcServerRuns) {
  ASSERT_TRUE(arrow::compute::Initialize().ok());
  int port = 0;
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterAsyncGenericService(&service);
  auto queue = builder.AddCompletionQueue();
  auto server = builder.BuildAndStart();
  ASSERT_NE(port, 0);

  auto written = ThreeNumbers();
  EXPECT_TRUE(ReadParquet(WriteParquet(*written))->Equals(*written));
  EXPECT_EQ((absl::flat_hash_map<int, int>{{1, port}}.at(1)), port);

  server->Shutdown();
  queue->Shutdown();
  void* tag;
  bool ok;
  while (queue->Next(&tag, &ok)) {
  }
}

}  // namespace
