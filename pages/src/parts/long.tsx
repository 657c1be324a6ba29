const SHORT_MAX = 240;
const LONG_MAX = 20_000;

// A text of any length, such as an error: its beginning, and the rest for who asks.
export function Long({ text }: { text: string }) {
  if (text.length <= SHORT_MAX) return <>{text}</>;
  return (
    <details class="long-text">
      <summary>{text.slice(0, SHORT_MAX)}…</summary>
      <pre tabIndex={0}>{text.length <= LONG_MAX ? text : `${text.slice(0, LONG_MAX)}…`}</pre>
    </details>
  );
}

// A name of any length.
export function shortened(text: string, max = 120): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
