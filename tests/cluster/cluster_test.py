"""A live socket counted on three machines while machines are killed and cables pulled: every count must be right.

Each story runs real processes in network namespaces and proves that its fault happened.
"""
import collections
import os
import random
import unittest

from cluster import Cluster, WORKERS, eventually, read_totals

SEED = int(os.environ.get("SLUICE_SEED", random.randrange(1 << 30)))


def write_words(path, lines):
    """A file of short lines and its right counts."""
    rng = random.Random(SEED)
    vocabulary = ["w%d" % i for i in range(5000)]
    counts = collections.Counter()
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(lines):
            words = rng.choices(vocabulary, k=8)
            counts.update(words)
            out.write(" ".join(words) + "\n")
    return dict(counts)


def write_numbers(path, lines):
    """Every word once, so that a total above one is a line counted twice."""
    with open(path, "w", encoding="utf-8") as out:
        out.writelines("n%d\n" % i for i in range(lines))


class WordCountOnThreeMachines(unittest.TestCase):
    def setUp(self):
        print("SLUICE_SEED=%d" % SEED, flush=True)
        self.cluster = self.enterContext(Cluster())
        self.file = os.path.join(self.cluster.folder, "words.txt")

    def start(self, rate, interval_ms=200):
        source, host, port = self.cluster.source("--file", self.file, "--rate", str(rate))
        submit = self.cluster.submit_word_count(host, port, "--interval-ms", str(interval_ms))
        submit.wait_for(r"^Time: \d+ ms", occurrences=3, timeout=30)
        return submit

    def receiver(self):
        return eventually("a started receiver", self.cluster.receiver_machine)

    def finish(self, submit, timeout=90):
        self.assertEqual(submit.wait(timeout), 0, submit.output()[-4000:])
        return read_totals(self.cluster.totals)

    def test_counts_a_file_exactly_when_nothing_happens(self):
        counts = write_words(self.file, 100_000)
        self.assertEqual(self.finish(self.start(rate=50_000)), counts)

    def test_workers_without_the_receiver_are_killed_again_and_again(self):
        counts = write_words(self.file, 240_000)
        submit = self.start(rate=20_000)
        for round_number in range(3):
            victim = random.Random(SEED + round_number).choice([w for w in WORKERS if w != self.receiver()])
            former = self.cluster.executors()[victim]
            self.cluster.kill_worker(victim)
            eventually("the executor of %s is gone" % victim, lambda: former not in self.cluster.executors().values())
            self.cluster.start_worker(victim)
            eventually("%s has an executor again" % victim, lambda: victim in self.cluster.executors())
        self.assertEqual(self.finish(submit), counts)

    def test_killing_the_receivers_worker_loses_only_what_was_not_replicated_and_doubles_nothing(self):
        lines = 200_000
        write_numbers(self.file, lines)
        submit = self.start(rate=20_000)
        victim = self.receiver()
        self.cluster.kill_worker(victim)
        eventually("the receiver runs elsewhere", lambda: self.cluster.receiver_machine() not in (None, victim))
        totals = self.finish(submit)
        self.assertEqual({word for word, count in totals.items() if count != 1}, set())
        missing = lines - len(totals)
        print("missing lines: %d" % missing, flush=True)
        self.assertLess(missing, 20_000, "more than a second of lines is missing")

    def test_a_cut_cable_moves_the_receiver_and_what_its_machine_held_is_counted_when_it_is_back(self):
        lines = 240_000
        write_numbers(self.file, lines)
        submit = self.start(rate=20_000)
        victim = self.receiver()
        self.cluster.pull_cable(victim)
        eventually("the receiver runs elsewhere", lambda: self.cluster.receiver_machine() not in (None, victim))
        self.cluster.plug_cable(victim)
        totals = self.finish(submit)
        self.assertEqual({word for word, count in totals.items() if count != 1}, set())
        self.assertGreater(len(totals), lines - 40_000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
