import type { Series } from "../api";

export const NO_SERIES: Series = { time: [], records: [], scheduling_ms: [], processing_ms: [], total_ms: [], state: [] };
const NAMES = ["time", "records", "scheduling_ms", "processing_ms", "total_ms", "state"] as const;

// The batches of `news` in place of those of the same time, the others kept, by time; the last `max` of all.
export function merged(old: Series, news: Series, max: number): Series {
  if (old.time.length === 0 && news.time.length <= max) return news;
  const from = news.time.length > 0 ? lowerBound(old.time, Math.min(...news.time)) : old.time.length;
  const rows = new Map<number, [Series, number]>();
  for (let i = from; i < old.time.length; ++i) rows.set(old.time[i]!, [old, i]);
  news.time.forEach((time, i) => rows.set(time, [news, i]));
  const tail = [...rows.entries()].sort((a, b) => a[0] - b[0]).map(([, row]) => row);
  const skipped = Math.max(0, from + tail.length - max);
  const result = { ...NO_SERIES };
  for (const name of NAMES) {
    const kept = (old[name] as unknown[]).slice(skipped, from);
    (result as Record<string, unknown[]>)[name] = kept.concat(tail.slice(Math.max(0, skipped - from)).map(([s, i]) => s[name][i]));
  }
  return result;
}

function lowerBound(sorted: number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function median(values: (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  return known.length === 0 ? null : known[Math.floor((known.length - 1) / 2)]!;
}

export function largest(values: (number | null)[]): number | null {
  return values.reduce<number | null>((max, value) => (value !== null && (max === null || value > max) ? value : max), null);
}
