// What becomes of the batches of a stream, and how they are looked at.
#include <string>
#include <vector>

#include "common/base/str_cat.h"
#include "tests/operators/stream_rows.h"

namespace sluice {
namespace {

using In = StreamInputs;

// What `text` says of the folder of each batch.
TextsLater OfSavedBatches(const In& in, std::string (*text)(const In& in, const std::string& folder)) {
  return [=] {
    Texts texts;
    for (int batch = 1; batch <= 5; ++batch) {
      texts.push_back(text(in, StrCat(in.folder, "-", in.time(batch).milliseconds(), ".out")));
    }
    return texts;
  };
}
std::string SavedText(const In&, const std::string& folder) { return SavedIn(folder); }
std::string SavedObjects(const In& in, const std::string& folder) {
  return Text(objectFile<int64_t>(in.ssc.sparkContext(), folder));
}
TextsLater TextsOfAll(std::function<std::vector<RDD<int64_t>>()> rdds) {
  return [=] {
    Texts texts;
    for (const RDD<int64_t>& rdd : rdds()) texts.push_back(Text(rdd));
    return texts;
  };
}

const Texts kSame = EachBatch("0: {}", "3: {}", "2: { 7 }");

}  // namespace

std::vector<StreamRow> StreamOutputRows() {
  return {
      {"foreachRDD",
       [](const In& in) -> TextsLater {
         auto texts = std::make_shared<Texts>();
         in.numbers.foreachRDD([texts](const RDD<int64_t>& rdd) { texts->push_back(Text(rdd.isEmpty())); });
         return [texts] { return *texts; };
       },
       EachBatch("true", "true", "false")},
      {"print",
       [](const In& in) -> TextsLater {
         in.numbers.print();
         return [in] { return *in.printed; };
       },
       EachBatch("\n", "\n", "7\n\n")},
      {"show",
       [](const In& in) -> TextsLater {
         in.numbers.show("numbers");
         return [in] { return *in.printed; };  // It prints nothing itself; an error of a batch fails the test.
       },
       EachBatch("\n", "\n", "7\n\n")},
      {"saveAsTextFiles",
       [](const In& in) {
         in.numbers.saveAsTextFiles(in.folder, "out");
         return OfSavedBatches(in, SavedText);
       },
       EachBatch("_SUCCESS", "_SUCCESS part-00000 part-00001 part-00002", "_SUCCESS part-00000 part-00001=7\n")},
      {"saveAsObjectFiles",
       [](const In& in) {
         in.numbers.saveAsObjectFiles(in.folder, "out");
         return OfSavedBatches(in, SavedObjects);
       },
       kSame},
      {"saveAsHadoopFiles",
       [](const In& in) {
         in.pairs.saveAsHadoopFiles<TextOutputFormat>(in.folder, "out");
         return OfSavedBatches(in, SavedText);
       },
       EachBatch("_SUCCESS", "_SUCCESS part-00000 part-00001 part-00002", "_SUCCESS part-00000 part-00001=1\t7\n")},
      {"saveAsNewAPIHadoopFiles",
       [](const In& in) {
         in.pairs.saveAsNewAPIHadoopFiles<TextOutputFormat>(in.folder, "out");
         return OfSavedBatches(in, SavedText);
       },
       EachBatch("_SUCCESS", "_SUCCESS part-r-00000 part-r-00001 part-r-00002",
                 "_SUCCESS part-r-00000 part-r-00001=1\t7\n")},
      {"slice", [](const In& in) { return TextsOfAll([in] { return in.numbers.slice(in.time(1), in.time(5)); }); },
       kSame},
      {"slice",
       [](const In& in) { return TextsOfAll([in] { return in.numbers.slice(Interval{in.time(2), in.time(3)}); }); },
       {"3: {}", "2: { 7 }"}},
      {"compute",
       [](const In& in) { return TextsOfAll([in] { return std::vector{in.numbers.compute(in.time(4)).value()}; }); },
       {"0: {}"}},
  };
}

}  // namespace sluice
