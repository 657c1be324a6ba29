import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Executor } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { plural } from "../base/format";
import { pathOfLog, useLog, type LogText } from "../base/log";
import { useFinder, FinderButtons } from "../parts/finder";
import { Page } from "../parts/page";

const DRIVER = -1;
const LINES_MAX = 2000;

export function LogsView({ id, name }: { id: string; name: string }) {
  const [executor, setExecutor] = useState(DRIVER);
  const [stream, setStream] = useState("err");
  const [words, setWords] = useState("");
  const executors = useAnswer<{ executors: Executor[] }>(`${ofApplication(id)}/executors`, 5000).value?.executors ?? [];
  const text = useLog(id, executor, stream);
  const finder = useFinder(pathOfLog(id, executor, stream), words, text.end);
  return (
    <Page title="Logs" of={name}>
      <div class="table-head">
        <label class="choice">
          Of{" "}
          <select value={executor} onChange={(event) => setExecutor(Number(event.currentTarget.value))}>
            <option value={DRIVER}>driver</option>
            {executors.map(({ executor, worker }) => (
              <option key={executor} value={executor}>{`executor ${executor} on ${worker}`}</option>
            ))}
          </select>
        </label>
        <label class="choice">
          Stream{" "}
          <select value={stream} onChange={(event) => setStream(event.currentTarget.value)}>
            <option value="err">standard error</option>
            <option value="out">standard output</option>
          </select>
        </label>
        <label class="choice">
          Search <input type="search" maxLength={200} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        </label>
        <FinderButtons finder={finder} />
      </div>
      {finder.said && <p role="status">{finder.said}</p>}
      {finder.part ? <Lines lines={finder.part.lines} marked={finder.part.marked} /> : <Shown text={text} words={words} />}
    </Page>
  );
}

function Shown({ text, words }: { text: LogText; words: string }) {
  const found = useMemo(() => {
    const wanted = words.toLowerCase();
    return wanted === "" ? text.lines : text.lines.filter((line) => line.toLowerCase().includes(wanted));
  }, [text, words]);
  return (
    <>
      {text.error && (
        <p class="note warn" role="status">
          {text.error.status === 404 && text.lines.length === 0 ? `There is no such log: ${text.error.message}` : text.error.message}
        </p>
      )}
      <p class="quiet">{described(text, found, words)}</p>
      <Lines lines={found.slice(-LINES_MAX)} />
    </>
  );
}

function described({ lines, isCut, isRead, isRunning, error }: LogText, found: string[], words: string): string {
  if (!isRead) return error ? "" : "Reading …";
  const kept = isCut ? `the last ${plural(lines.length, "line")}` : plural(lines.length, "line");
  const which = words === "" ? kept : `${plural(found.length, "line")} of ${kept} with "${words}"`;
  const shown = found.length > LINES_MAX ? `, of which the last ${LINES_MAX} are shown` : "";
  return `${which}${shown}${isRunning ? "" : "; the process has ended"}`;
}

// Stays at the end as long as the reader is there; or shows the line that is marked.
function Lines({ lines, marked }: { lines: string[]; marked?: number }) {
  const box = useRef<HTMLPreElement>(null);
  const mark = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (mark.current && box.current) box.current.scrollTop = mark.current.offsetTop - box.current.offsetTop - box.current.clientHeight / 3;
    else if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const look = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 24;
  };
  return (
    <pre ref={box} class="log" tabIndex={0} role="region" aria-label="Log" onScroll={look}>
      {marked === undefined ? (
        lines.join("\n")
      ) : (
        <>
          {lines.slice(0, marked).map((line) => `${line}\n`).join("")}
          <mark ref={mark}>{lines[marked]}</mark>
          {lines.slice(marked + 1).map((line) => `\n${line}`).join("")}
        </>
      )}
    </pre>
  );
}
