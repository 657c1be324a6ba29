import { useEffect, useState } from "preact/hooks";

import type { Changes, Series, Summary } from "../api";
import { ask, AskError, ofApplication, parsed } from "./ask";
import { merged, NO_SERIES } from "./columns";
import { useLive } from "./live";

export type Connection = "loading" | "live" | "polling" | "paused" | "lost" | "ended";

export interface Followed {
  summary: Summary | undefined;
  series: Series;
  connection: Connection;
  error: AskError | undefined;
}

const BATCHES_MAX = 10_000;
const POLL_MS = 2000;
const STREAM_AGAIN_MS = 15_000;
const WHOLE_AGAIN_MS = 10_000;

// What is known of an application, and then what changes: by server-sent events, or by asking again where those do not
// come through. After an error it begins anew, until somebody answers.
class Feed {
  private state: Followed = { summary: undefined, series: NO_SERIES, connection: "loading", error: undefined };
  private cursor = "";
  private events: EventSource | undefined;
  private timer: number | undefined;
  private streamAgainAt = 0;
  private wholeAt = 0;
  private over = false;

  constructor(
    private readonly path: string,
    private readonly isLive: boolean,
    private readonly show: (state: Followed) => void,
  ) {
    void this.begin();
  }

  close() {
    this.over = true;
    this.events?.close();
    clearTimeout(this.timer);
  }

  private async begin() {
    try {
      await this.loadWhole();
      this.cursor = this.state.summary!.cursor;
      if (this.state.summary!.ended !== null) return this.set({ connection: "ended" });
      this.set({ connection: this.isLive ? "polling" : "paused" });
      if (this.isLive) this.listen();
    } catch (error) {
      this.fail(error as AskError);
    }
  }

  private async loadWhole() {
    this.wholeAt = Date.now();
    const [summary, series] = await Promise.all([ask<Summary>(`${this.path}/summary`), ask<Series>(`${this.path}/series`)]);
    this.set({ summary, series: merged(NO_SERIES, series, BATCHES_MAX), error: undefined });
  }

  private fail(error: AskError) {
    this.set({ error, connection: "lost" });
    if (this.isLive) this.later(POLL_MS, () => void this.begin());
  }

  private listen() {
    if (this.over) return;
    this.events = new EventSource(`${this.path}/live?since=${encodeURIComponent(this.cursor)}`);
    this.events.onopen = () => this.set({ connection: "live", error: undefined });
    this.events.addEventListener("changes", (event) => this.take(parsed<Changes>((event as MessageEvent<string>).data)));
    this.events.onerror = () => this.lostStream();
  }

  // A browser connects again by itself, unless it was refused.
  private lostStream() {
    if (this.events?.readyState !== EventSource.CLOSED) return this.set({ connection: "lost" });
    this.events = undefined;
    this.streamAgainAt = Date.now() + STREAM_AGAIN_MS;
    this.later(POLL_MS, () => void this.poll());
  }

  private async poll() {
    try {
      this.take(await ask<Changes>(`${this.path}/changes?since=${encodeURIComponent(this.cursor)}`));
      if (this.state.summary?.state === "ended") return;
      this.set({ connection: "polling", error: undefined });
      if (Date.now() >= this.streamAgainAt) this.listen();
      else this.later(POLL_MS, () => void this.poll());
    } catch (error) {
      this.fail(error as AskError);
    }
  }

  private take({ cursor, totals, receivers, verdict, series, reset, more }: Changes) {
    this.cursor = cursor;
    const old = this.state.summary;
    if (!old) return;
    const isOther = verdict.kind !== old.verdict.kind;
    const summary = { ...old, ...totals, receivers, verdict: { ...verdict, evidence: isOther ? [] : old.verdict.evidence } };
    this.set({ summary, series: merged(this.state.series, series, BATCHES_MAX) });
    if (totals.state === "ended") return this.end();
    const isDue = Date.now() - this.wholeAt > WHOLE_AGAIN_MS;
    if (reset || isOther || (more && isDue)) this.loadWhole().catch(() => undefined);
  }

  // All of it, once more: nothing comes after that.
  private end() {
    this.events?.close();
    this.later(0, () => void this.begin());
  }

  private later(ms: number, what: () => void) {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => !this.over && what(), ms);
  }

  private set(news: Partial<Followed>) {
    this.state = { ...this.state, ...news };
    if (!this.over) this.show(this.state);
  }
}

const NOTHING: Followed = { summary: undefined, series: NO_SERIES, connection: "loading", error: undefined };

// What was known stays while nobody answers.
export function useFeed(id: string): Followed {
  const live = useLive();
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    const feed = new Feed(ofApplication(id), live.isOn, (now) =>
      setState((old) => (now.summary || !old.summary ? now : { ...old, connection: now.connection, error: now.error })),
    );
    return () => feed.close();
  }, [id, live.isOn]);
  return state;
}
