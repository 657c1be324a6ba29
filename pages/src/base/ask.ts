import { useEffect, useRef, useState } from "preact/hooks";

import { useLive } from "./live";

// A question that was not answered with what was asked for.
export class AskError extends Error {
  constructor(
    readonly status: number, // 0: nobody answered
    message: string,
  ) {
    super(message);
  }
}

async function reason(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    if (body && typeof body === "object" && "error" in body) return String(body.error);
  } catch {
    // Not JSON: the text is the reason.
  }
  return text.slice(0, 500) || response.statusText;
}

export async function send(path: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(15_000) });
  } catch {
    throw new AskError(0, "The daemon does not answer.");
  }
  if (!response.ok) throw new AskError(response.status, await reason(response));
  return response;
}

// Control bytes and marks that turn the direction of what follows: names may have them, and pass for others with them.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const MAY_HAVE_UNSEEN = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\\u/;

// JSON in which nothing is that cannot be seen. To look into each value takes long, and is hardly ever needed.
export function parsed<T>(text: string): T {
  if (!MAY_HAVE_UNSEEN.test(text)) return JSON.parse(text) as T;
  return JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? value.replace(UNSEEN, "\ufffd") : value)) as T;
}

export async function ask<T>(path: string): Promise<T> {
  return parsed<T>(await (await send(path, {})).text());
}

// Changes something. The header tells the daemon that no page of another host sends this.
export async function tell(path: string): Promise<void> {
  await send(path, { method: "POST", headers: { "x-sluice": "1" } });
}

export const ofApplication = (id: string) => `/api/sluice/v1/applications/${encodeURIComponent(id)}`;
export const asSparkOfApplication = (id: string) => `/api/v1/applications/${encodeURIComponent(id)}`;

export interface Answer<T> {
  value: T | undefined; // the last one, also while nobody answers
  error: AskError | undefined;
  again: () => void;
}

const AGAIN_AFTER_ERROR_MS = 2000;

// Asks when the path changes and, as long as the page is live and somebody looks at it, every so often. Goes on asking
// after an error, so a page that was open while the daemon restarted comes back by itself.
export function useAnswer<T>(path: string | null, everyMs: number, how: (path: string) => Promise<T> = ask): Answer<T> {
  const live = useLive();
  const [round, setRound] = useState(0);
  const [answer, setAnswer] = useState<{ path: string; value?: T; error?: AskError }>();
  const asking = useRef(how);

  useEffect(() => {
    if (path === null) return;
    let over = false;
    let timer: number | undefined;
    const later = (ms: number) => {
      timer = window.setTimeout(() => !over && setRound((n) => n + 1), ms);
    };
    asking.current(path).then(
      (value) => {
        if (over) return;
        setAnswer({ path, value });
        if (live.isOn && live.changes && everyMs > 0) later(everyMs);
      },
      (error: AskError) => {
        if (over) return;
        setAnswer((old) => ({ ...(old?.path === path ? old : {}), path, error }));
        if (live.isOn) later(error.status === 404 ? 5 * AGAIN_AFTER_ERROR_MS : AGAIN_AFTER_ERROR_MS);
      },
    );
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [path, round, live.isOn, live.changes, everyMs]);

  const current = answer?.path === path ? answer : undefined;
  return { value: current?.value, error: current?.error, again: () => setRound((n) => n + 1) };
}
