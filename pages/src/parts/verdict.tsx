import { useEffect, useState } from "preact/hooks";

import type { Verdict } from "../api";

const asSentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;

// What is slow, where, since when, in one sentence. Read out when something else is wrong, not with every new figure.
export function VerdictNote({ verdict }: { verdict: Verdict }) {
  const isFine = verdict.kind === "none";
  const [said, setSaid] = useState("");
  useEffect(() => setSaid(asSentence(verdict.text)), [verdict.kind]);
  return (
    <section class={`verdict ${isFine ? "good" : "warn"}`} aria-label="Verdict">
      <p class="sentence">{asSentence(verdict.text)}</p>
      <p role="status" class="unseen">
        {said}
      </p>
      {verdict.evidence.length > 0 && (
        <details open={!isFine}>
          <summary>Evidence</summary>
          <ul class="evidence">
            {verdict.evidence.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
