// Statistics of the page views of a web site, several of one stream.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "examples/example.h"

namespace {

using namespace sluice;

struct PageView {
  std::string url;
  int status = 200;
  int zip = 0;
  int user = 0;
};

PageView MakeView(int64_t i) {
  static constexpr const char* kPages[] = {"/", "/", "/news", "/contact"};
  return {kPages[i % 4], i % 10 == 0 ? 404 : 200, i % 2 == 0 ? 94709 : 94117, static_cast<int>(i % 100)};
}

// Prints the first rows under a heading, and shows them on the page of the application.
template <class T>
void Show(const DStream<T>& stream, const char* heading) {
  stream.foreachRDD([heading](const RDD<T>& rdd) {
    for (const auto& row : rdd.take(10)) std::printf("%s: %s\n", heading, ToText(row).c_str());
    std::fflush(stdout);
  });
  stream.show(heading);
}

void ShowStatistics(Application& app, const examples::SourceFlags& source) {
  StreamingContext ssc(app, source.interval());
  auto views = ssc.rateStream(source.rate, [](int64_t i) { return MakeView(i); });

  auto urls = views.map([](const PageView& view) { return view.url; });
  Show(urls.countByValue(), "views in this batch");
  Show(urls.map([](const std::string& url) { return std::pair(url, int64_t{1}); })
           .reduceByKeyAndWindow(std::plus<>{}, source.interval() * 10),
       "views in ten batches");

  auto error_rates = views.map([](const PageView& view) { return std::pair(view.zip, view.status == 200 ? 0 : 1); })
                         .groupByKey()
                         .mapValues([](const std::vector<int>& errors) {
                           return static_cast<double>(std::count(errors.begin(), errors.end(), 1)) /
                                  static_cast<double>(errors.size());
                         })
                         .filter([](const std::pair<int, double>& rate) { return rate.second > 0.05; });
  Show(error_rates, "error rate over 5 %, by zip code");

  auto users = views.window(source.interval() * 10).map([](const PageView& view) { return view.user; });
  Show(users.transform([](const RDD<int>& all) { return all.distinct(); }).count(), "active users in ten batches");

  auto names = parallelize<std::pair<int, std::string>>(app, {{1, "Ada"}, {2, "Grace"}});
  auto by_user = views.map([](const PageView& view) { return std::pair(view.user, view.url); });
  Show(by_user.transform([names](const RDD<std::pair<int, std::string>>& batch) { return batch.join(names); })
           .map([](const auto& joined) { return joined.second.second + " at " + joined.second.first; }),
       "seen");
  examples::RunUntilTheSourceEnds(ssc);
}

}  // namespace

int main(int argc, char** argv) {
  examples::Flags flags("Shows statistics of made-up page views.");
  examples::SourceFlags source(flags);
  if (std::optional<int> over = flags.Parse(argc, argv)) return *over;
  return sluice::runApplication(argc, argv, [&](sluice::Application& app) { ShowStatistics(app, source); });
}
