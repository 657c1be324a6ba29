import type { Dashboard, ShownBatch, ShownValue } from "../api";
import { ask } from "./ask";

const BATCHES_MAX = 300;
const KEYS_MAX = 8;

// Asks for a dashboard: for all of it at first, then for what came since, and keeps the last batches.
export function follower(): (path: string) => Promise<Dashboard> {
  let batches = new Map<number, ShownBatch>();
  return async (path) => {
    const since = Math.max(0, ...batches.keys());
    const news = await ask<Dashboard>(`${path}?since=${since}`);
    if (news.batches.length === 0) batches = new Map(); // A later life of the application: it begins anew.
    for (const batch of news.batches) batches.set(batch.time, batch);
    batches = new Map([...batches].sort(([a], [b]) => a - b).slice(-BATCHES_MAX));
    return { ...news, batches: [...batches.values()] };
  };
}

export interface Point {
  key: string;
  value: number;
}

// What of a row can be drawn: the first number behind its key, or a number alone.
export function pointOf(row: ShownValue[]): Point | null {
  if (row.length === 1) return typeof row[0] === "number" ? { key: "value", value: row[0] } : null;
  const value = row.slice(1).find((cell) => typeof cell === "number");
  return value === undefined ? null : { key: String(row[0]), value };
}

export const pointsOf = ({ rows }: ShownBatch): Point[] => rows.map(pointOf).filter((point): point is Point => point !== null);

export interface Lines {
  time: number[];
  keys: string[]; // those with the largest values, the largest first
  values: (number | null)[][]; // of each key, by time
  left_out: number; // so many keys more
}

export function linesOf(batches: ShownBatch[]): Lines {
  const byKey = new Map<string, (number | null)[]>();
  batches.forEach((batch, i) => {
    for (const { key, value } of pointsOf(batch)) {
      const values = byKey.get(key) ?? batches.map(() => null);
      values[i] = value;
      byKey.set(key, values);
    }
  });
  const size = (values: (number | null)[]) => values.reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
  const sorted = [...byKey].sort((a, b) => size(b[1]) - size(a[1]));
  const shown = sorted.slice(0, KEYS_MAX);
  return { time: batches.map(({ time }) => time), keys: shown.map(([key]) => key), values: shown.map(([, values]) => values), left_out: sorted.length - shown.length };
}
