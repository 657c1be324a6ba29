"""What an application has written, batch by batch, against what it must have counted.

Each batch says which lines it had; so every count of it is known, and of all batches each line must be in one.
"""
import collections
import functools
import itertools
import operator
import os

from sources import words_of

WHAT = ("lines", "words", "window", "inverse", "totals")  # In the order in which they are written.
WINDOW = 5
INTERVAL = 1000
SHOWN = 5  # No more of a kind of difference.


class Results:
    """The files of counts.cc, as they are now."""

    def __init__(self, folder):
        self.written = collections.defaultdict(dict)  # Of each batch time what it has written, by name.
        self.ended = {}  # When it had written all.
        self.differing = []
        self.tasks = collections.Counter()
        for entry in os.scandir(folder):
            self._add(entry)

    def _add(self, entry):
        time, _, what = entry.name.partition("-")
        if time == "tasks":
            self.tasks.update(_read(entry.path))
        elif what.endswith("-former"):
            self.differing.append("batch %s has run again and said other %s" % (time, what[:-len("-former")]))
        elif what in WHAT:
            self.written[int(time)][what] = _read(entry.path)
            if what == WHAT[-1]:
                self.ended[int(time)] = entry.stat().st_mtime

    def lines(self):
        """How often each line was counted."""
        return collections.Counter(number for batch in self.written.values() for number in _numbers(batch.get("lines", [])))

    def last_line(self):
        return max((int(batch["lines"][-1].split()[1]) for batch in self.written.values() if batch.get("lines")), default=-1)

    def tasks_again(self):
        return sum(self.tasks.values()) - len(self.tasks)

    def longest_stall(self):
        """(seconds, since when) from the end of a batch to the end of the next one."""
        ends = sorted(self.ended.values())
        return max(((end - began, began) for began, end in zip(ends, ends[1:])), default=(0, 0))

    def wrong(self, was_lost=False):
        """What is wrong with counts and batches, whatever lines they had. What `was_lost` when a batch had been counted is missing in
        windows that have the batch, and when it runs again; a window that has it no more is right again."""
        times = sorted(self.ended)
        if was_lost:
            return (self._left_out() + [wrong for time in times for wrong in self._wrong_in(time, ("words", "totals"))] +
                    self._still_wrong())
        return self.differing + self._left_out() + [wrong for time in times for wrong in self._wrong_in(time, WHAT[1:])]

    def _left_out(self):
        times = range(min(self.ended, default=0), max(self.ended, default=0), INTERVAL)
        return ["batch %d was left out" % time for time in times if time not in self.ended]

    def _wrong_in(self, time, what_counts):
        words = self._words(range(time, time + 1, INTERVAL))
        window = self._window(time)
        right = {"words": words, "window": window, "inverse": window, "totals": self._totals(time)}
        said = {what: _counts(self.written[time].get(what, [])) for what in what_counts}
        return ["batch %d has wrong %s: %s" % (time, what, _difference(counts, right[what]))
                for what, counts in said.items() if counts != right[what]]

    def _still_wrong(self):
        """Inverse windows that are wrong by a batch that they have no more. By how much one is wrong is the sum of that of its batches, so each
        has what the window before it has not, and the batch that has left it."""
        own, before = {}, {}
        for time in sorted(self.ended):
            error = self._inverse_error(time)
            left = own.get(time - WINDOW * INTERVAL, {})
            own[time] = _minus(_minus(error, before), _minus({}, left))
            before = error
        return ["batch %d has an inverse window that is still wrong by what was lost in batch %d: %s"
                % (time, time - WINDOW * INTERVAL, _difference(_counts(self.written[time].get("inverse", [])), self._window(time)))
                for time, error in own.items() if error and error == own.get(time - WINDOW * INTERVAL)]

    def _inverse_error(self, time):
        return _minus(_counts(self.written[time].get("inverse", [])), self._window(time))

    def _window(self, time):
        first = min(self.ended)
        return self._words(range(max(first, time - (WINDOW - 1) * INTERVAL), time + 1, INTERVAL))

    def _words(self, times):
        return sum((self._words_of(time) for time in times), collections.Counter())

    @functools.cache
    def _words_of(self, time):
        numbers = _numbers(self.written.get(time, {}).get("lines", []))
        return collections.Counter(word for number in numbers for word in words_of(number))

    def _totals(self, until):
        return self._all_totals()[until]

    @functools.cache
    def _all_totals(self):
        times = sorted(self.ended)
        return dict(zip(times, itertools.accumulate(map(self._words_of, times), operator.add)))


def missing_and_doubled(counted, sent):
    return [n for n in range(sent) if n not in counted], [n for n in sorted(counted) if counted[n] > 1 or n >= sent]


def lost_within(missing, counted, connections):
    """Of the missing lines those behind which another one of their connection was counted: its receiver had them in a safe
    block, since it has gone on. All others were in no safe block."""
    within = []
    for first, end in connections:
        last = max((n for n in range(first, end) if n in counted), default=first - 1)
        within += [n for n in missing if first <= n < last]
    return within


def wrongly_saved(rows, sent):
    """What of the words in a table is not what the lines that were sent come to."""
    right = collections.Counter(word for number in range(sent) for word in words_of(number))
    return [] if rows == right else [_difference(collections.Counter(rows), right)]


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def _numbers(ranges):
    for line in ranges:
        first, last = map(int, line.split())
        yield from range(first, last + 1)


def _counts(rows):
    return collections.Counter({word: int(count) for word, count in (row.split() for row in rows)})


def _minus(counts, others):
    """Words whose counts differ, by how much; also less than nothing."""
    differences = {word: counts.get(word, 0) - others.get(word, 0) for word in {*counts, *others}}
    return {word: count for word, count in differences.items() if count}


def _difference(said, right):
    words = [word for word in sorted({*said, *right}) if said[word] != right[word]]
    return ", ".join("%s %d instead of %d" % (word, said[word], right[word]) for word in words[:SHOWN])
