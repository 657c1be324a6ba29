#include "driver/gateway/result_server.h"

#include <utility>
#include <vector>

#include "common/base/secret.h"
#include "common/base/status.h"
#include "common/clock/clock.h"
#include "driver/gateway/classes/array.h"
#include "engine/python/big_endian.h"

namespace sluice::gateway {
namespace {

constexpr absl::Duration kClaimPatience = absl::Minutes(1);
constexpr absl::Duration kSecretPatience = absl::Seconds(15);
constexpr int32_t kSecretBytesMax = 1024;

std::string Frame(std::string_view text) {
  Writer out;
  PutFrame(out, text);
  return out.ToString();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ResultServer>> ResultServer::Start() {
  std::unique_ptr<ResultServer> server(new ResultServer());
  SLUICE_ASSIGN_OR_RETURN(server->listener_, LoopbackListener::Start([all = server.get()](LineSocket& socket) {
                            return all->Greet(socket);
                          }));
  return server;
}

Value ResultServer::Offer(WriteResult write, ObjectPtr server) {
  std::string secret = NewSecret();
  const absl::Time now = SystemClock().Now();
  MutexLock lock(&mu_);
  std::erase_if(by_secret_, [now](const auto& entry) { return now - entry.second.since > kClaimPatience; });
  by_secret_[secret] = {std::move(write), now};
  return std::make_shared<Array>(std::vector<Value>{int32_t{listener_->port()}, std::move(secret), std::move(server)});
}

LoopbackListener::Serve ResultServer::Greet(LineSocket& socket) {
  absl::StatusOr<WriteResult> write = Claim(socket);
  (void)socket.Write(Frame(write.ok() ? "ok" : "err"));
  return write.ok() ? *std::move(write) : nullptr;
}

absl::StatusOr<ResultServer::WriteResult> ResultServer::Claim(LineSocket& socket) {
  socket.LimitWaits(kSecretPatience);
  SLUICE_ASSIGN_OR_RETURN(const std::string length, socket.ReadExactly(sizeof(int32_t)));
  const int32_t bytes = BigEndianAt<int32_t>(length.data());
  if (bytes < 0 || bytes > kSecretBytesMax) return absl::InvalidArgumentError("this is no secret");
  SLUICE_ASSIGN_OR_RETURN(const std::string secret, socket.ReadExactly(bytes));
  socket.LimitWaits(absl::InfiniteDuration());
  MutexLock lock(&mu_);
  const auto found = by_secret_.find(secret);
  if (found == by_secret_.end()) return absl::NotFoundError("no result has this secret");
  WriteResult write = std::move(found->second.write);
  by_secret_.erase(found);
  return write;
}

}  // namespace sluice::gateway
