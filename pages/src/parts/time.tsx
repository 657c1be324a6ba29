import { clock } from "../base/format";

export function Time({ ms, withMillis }: { ms: number | null | undefined; withMillis?: boolean }) {
  if (ms == null) return <>–</>;
  return <time dateTime={new Date(ms).toISOString()}>{clock(ms, withMillis)}</time>;
}
