"""The long form of the kill test: a known file of 20 million words at full speed, while each 5 s a worker that does not
host the receiver is killed, and started again 5 s later. Every total must be right, in every run.

  bazel run //tests/cluster:kill_rounds -- --runs 10      as root, like the cluster test
"""
import argparse
import collections
import os
import random
import time

from cluster import Cluster, WORKERS, read_totals

SECONDS_BETWEEN_KILLS = 5


def write_words(path, words, seed):
    rng = random.Random(seed)
    vocabulary = ["w%x" % rng.randrange(1 << 24) for _ in range(50_000)]
    weights = list(1 / (rank + 1) for rank in range(len(vocabulary)))
    pool = rng.choices(vocabulary, weights, k=1_000_000)
    counts = collections.Counter()
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(words // len(pool)):
            rng.shuffle(pool)
            counts.update(pool)
            out.writelines(" ".join(pool[i:i + 16]) + "\n" for i in range(0, len(pool), 16))
    return dict(counts)


class KilledWorker:
    """One worker that is down, and when it comes back."""

    def __init__(self, cluster, name):
        self.name = name
        self.back_at = time.monotonic() + SECONDS_BETWEEN_KILLS
        cluster.kill_worker(name)


def run(words, seed):
    """Returns (right, kills, seconds)."""
    with Cluster() as cluster:
        path = os.path.join(cluster.folder, "words.txt")
        counts = write_words(path, words, seed)
        _, host, port = cluster.source("--file", path)
        started = time.monotonic()
        submit = cluster.submit_word_count(host, port, "--interval-ms", "200")
        submit.wait_for(r"^Time: \d+ ms", timeout=60)
        kills = kill_until_done(cluster, submit, random.Random(seed))
        code = submit.wait(120)
        if code != 0:
            raise AssertionError("exit code %d\n%s" % (code, submit.output()[-3000:]))
        return read_totals(cluster.totals) == counts, kills, time.monotonic() - started


def kill_until_done(cluster, submit, rng):
    kills, down, next_kill = 0, None, time.monotonic()
    while submit.is_running():
        now = time.monotonic()
        if down and now >= down.back_at:
            cluster.start_worker(down.name)
            down = None
        receiver = cluster.receiver_machine()
        if receiver and not down and now >= next_kill:
            down = KilledWorker(cluster, rng.choice([w for w in WORKERS if w != receiver]))
            kills, next_kill = kills + 1, now + SECONDS_BETWEEN_KILLS
        time.sleep(0.02)  # A poll between kills.
    return kills


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("--runs", type=int, default=10)
    arguments.add_argument("--words", type=int, default=20_000_000)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = arguments.parse_args()
    right = 0
    for number in range(options.runs):
        ok, kills, seconds = run(options.words, options.seed + number)
        right += ok and kills > 0
        print("run %d seed %d: %s after %d kills, %.1f s" % (number + 1, options.seed + number,
                                                            "right" if ok else "WRONG", kills, seconds), flush=True)
    print("%d of %d right" % (right, options.runs))
    return 0 if right == options.runs else 1


if __name__ == "__main__":
    raise SystemExit(main())
