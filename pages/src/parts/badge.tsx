const GOOD = new Set(["alive", "running", "active", "attached", "up"]);
const BAD = new Set(["failed", "lost", "gone", "away", "retrying", "killed", "error"]);
const WARN = new Set(["leaving", "draining", "waiting", "queued", "starting", "stopping", "submitted"]);

// A state in words; its color says no more than they do.
export function Badge({ state }: { state: string }) {
  const word = state.toLowerCase().replaceAll("_", " ");
  const tone = GOOD.has(word) ? "good" : BAD.has(word) ? "bad" : WARN.has(word) ? "warn" : "plain";
  return <span class={`badge ${tone}`}>{word}</span>;
}
