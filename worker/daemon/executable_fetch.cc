#include "worker/daemon/executable_fetch.h"

#include <utility>

#include "common/base/version.h"
#include "common/net/conversations.h"
#include "common/process/executable_proto.h"
#include "proto/submit.pb.h"

namespace sluice {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr absl::Duration kSilenceMax = absl::Seconds(20);

class FetchSession : public Session, public std::enable_shared_from_this<FetchSession> {
 public:
  FetchSession(std::shared_ptr<Postbox> postbox, Gate::Pass pass, ExecutableKey key,
               std::unique_ptr<ExecutableDownload> download, std::function<void(absl::Status)> done)
      : postbox_(std::move(postbox)),
        pass_(std::move(pass)),
        key_(std::move(key)),
        download_(std::move(download)),
        done_(std::move(done)) {}

  void Begin(std::shared_ptr<Link> link) {
    link_ = std::move(link);
    (void)Ask();  // What is wrong with the link comes as its end.
    WatchProgress(received_);
  }

  void OnFrame(Frame frame) override {
    if (done_ == nullptr) return;
    auto chunk = ParseHead<v1::Chunk>(frame);
    absl::Status status = chunk.ok() ? download_->Add(chunk->offset(), frame.body) : chunk.status();
    ++received_;
    if (status.ok() && download_->done()) return Finish(absl::OkStatus());
    if (status.ok()) status = Ask();
    if (!status.ok()) Finish(status);
  }

  void OnClosed(const absl::Status& reason) override {
    Finish(reason.ok() ? absl::UnavailableError("the driver ended the transfer") : reason);
    pass_ = Gate::Pass();
  }

  void Cancel() { Finish(absl::CancelledError("the worker daemon is stopping")); }

 private:
  absl::Status Ask() {
    while (auto range = download_->NextRange()) {
      v1::FetchRequest request;
      request.set_version(ThisVersion());
      *request.mutable_executable() = ToProto(key_);
      request.mutable_want()->set_offset(range->offset);
      request.mutable_want()->set_bytes(range->bytes);
      SLUICE_RETURN_IF_ERROR(link_->Send(ToFrame(request)));
    }
    return absl::OkStatus();
  }

  void WatchProgress(int64_t seen) {
    postbox_->PostAfter(kSilenceMax, [self = shared_from_this(), seen] {
      if (self->done_ == nullptr) return;
      if (self->received_ != seen) return self->WatchProgress(self->received_);
      self->Finish(
          absl::DeadlineExceededError(StrCat("the driver sent nothing for ", absl::FormatDuration(kSilenceMax))));
    });
  }

  void Finish(const absl::Status& status) {
    const auto done = std::exchange(done_, nullptr);
    if (done == nullptr) return;
    download_.reset();
    link_->Close(absl::OkStatus());
    done(status);
  }

  const std::shared_ptr<Postbox> postbox_;
  Gate::Pass pass_;
  const ExecutableKey key_;
  std::unique_ptr<ExecutableDownload> download_;
  std::function<void(absl::Status)> done_;  // Null: called already.
  std::shared_ptr<Link> link_;
  int64_t received_ = 0;
};

}  // namespace

std::function<void()> FetchExecutable(Transport& transport, std::shared_ptr<Postbox> postbox, Gate::Pass pass,
                                      const std::string& driver, const ExecutableCache& cache, const ExecutableKey& key,
                                      std::function<void(absl::Status)> done) {
  const auto fail = [&](const absl::Status& status) {
    postbox->Post([done, status] { done(status); });
    return [] {};
  };
  absl::Status key_status = ExecutableCache::CheckKey(key);
  if (!key_status.ok()) return fail(key_status);
  auto download = cache.Download(key);
  if (!download.ok()) return fail(download.status());
  auto session = std::make_shared<FetchSession>(postbox, std::move(pass), key, *std::move(download), std::move(done));
  // Handlers run in the mailbox, where this runs too: the session has its link before the first of them.
  session->Begin(transport.Connect(driver, conversations::kFetch, kConnectTimeout, PostTo(postbox, session)));
  return [session] { session->Cancel(); };
}

}  // namespace sluice
