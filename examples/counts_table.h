#ifndef SLUICE_EXAMPLES_COUNTS_TABLE_H_
#define SLUICE_EXAMPLES_COUNTS_TABLE_H_

#include <sluice/database.h>

#include <string>

// The table word_counts(word, n), to which each batch adds what it has counted.
namespace examples {

// The two say things in different words.
inline bool isPostgres(const std::string& url) { return url.find("postgres") < url.find("//"); }

// Words are equal if their bytes are: MariaDB would take "Gate" for "gate".
inline std::string wordType(const std::string& url) {
  return isPostgres(url) ? "VARCHAR(200)" : "VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
}

inline void createCountsTable(const sluice::Database& database) {
  database.execute("CREATE TABLE IF NOT EXISTS word_counts (word " + wordType(database.url) +
                   " PRIMARY KEY, n BIGINT NOT NULL)");
}

// Loads pairs of words and numbers beside the table, then adds them all at once.
template <class Transaction, class Rows>
void addCounts(Transaction& transaction, const Rows& rows, const std::string& url) {
  const bool is_postgres = isPostgres(url);
  transaction.execute("CREATE TEMPORARY TABLE new_counts (word " + wordType(url) + ", n BIGINT)" +
                      (is_postgres ? " ON COMMIT DROP" : ""));
  transaction.load("new_counts", {"word", "n"}, rows);
  transaction.execute(std::string("INSERT INTO word_counts SELECT word, n FROM new_counts ") +
                      (is_postgres ? "ON CONFLICT (word) DO UPDATE SET n = word_counts.n + EXCLUDED.n"
                                   : "ON DUPLICATE KEY UPDATE n = word_counts.n + VALUES(n)"));
}

}  // namespace examples

#endif  // SLUICE_EXAMPLES_COUNTS_TABLE_H_
