import type { Stage } from "../api";

export function stateOf({ started, ended, completed, tasks, failed }: Stage): string {
  if (started === null) return "waiting";
  if (ended === null) return "running";
  return completed >= tasks ? "completed" : failed > 0 ? "failed" : "ended";
}

export function timeOf({ started, ended }: Stage): number | null {
  return started === null ? null : (ended ?? Date.now()) - started;
}
