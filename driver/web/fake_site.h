#ifndef SLUICE_DRIVER_WEB_FAKE_SITE_H_
#define SLUICE_DRIVER_WEB_FAKE_SITE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "driver/web/site_host.h"

namespace sluice {

// What one client has heard.
struct HeardByClient {
  std::vector<HttpResponse> answers;
  std::vector<ServerEvent> events;
  bool has_stream = false;
  bool is_open = true;  // As the client leaves it.
};

class FakeResponder : public HttpResponder {
 public:
  explicit FakeResponder(std::shared_ptr<HeardByClient> heard) : heard_(std::move(heard)) {}
  void Answer(HttpResponse response) override { heard_->answers.push_back(std::move(response)); }
  std::unique_ptr<EventStream> OpenStream() override {
    heard_->has_stream = true;
    return std::make_unique<Stream>(heard_);
  }

 private:
  class Stream : public EventStream {
   public:
    explicit Stream(std::shared_ptr<HeardByClient> heard) : heard_(std::move(heard)) {}
    ~Stream() override { heard_->has_stream = false; }
    bool Send(const ServerEvent& event) override {
      if (heard_->is_open) heard_->events.push_back(event);
      return heard_->is_open;
    }
    bool is_open() const override { return heard_->is_open; }

   private:
    const std::shared_ptr<HeardByClient> heard_;
  };

  const std::shared_ptr<HeardByClient> heard_;
};

// Is asked, and answers when the test does.
class FakeSiteHost : public SiteHost {
 public:
  struct Asked {
    std::string application;
    PageQuestion question;
    PageAnswered answered;
  };

  std::vector<ListedApplication> Applications() override { return applications; }
  void Ask(const ApplicationId& id, const PageQuestion& question, PageAnswered answered) override {
    asked.push_back({id.value(), question, std::move(answered)});
  }
  bool Serve(const HttpRequest& request, const std::shared_ptr<HttpResponder>& responder) override {
    if (request.path != "/own") return false;
    responder->Answer({.body = "own"});
    return true;
  }

  std::vector<ListedApplication> applications;
  std::vector<Asked> asked;
};

}  // namespace sluice

#endif  // SLUICE_DRIVER_WEB_FAKE_SITE_H_
