import { useEffect, useState } from "preact/hooks";

import { AskError, ofApplication, send } from "./ask";
import { useLive } from "./live";

export interface LogText {
  lines: string[]; // the last one may go on
  isCut: boolean; // there were more
  isRunning: boolean;
  isRead: boolean; // to its end
  end: number; // so many bytes are read
  error: AskError | undefined;
}

const LETTERS_KEPT = 1 << 19;
const FOLLOW_MS = 1000;
const COLORS = /\u001b\[[0-9;?]*[A-Za-z]/g;
const NOTHING: LogText = { lines: [], isCut: false, isRunning: false, isRead: false, end: 0, error: undefined };

function linesOf(text: string): string[] {
  const lines = text.replace(COLORS, "").split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

// Reads pieces until there is nothing more, keeps the end, and goes on when more comes.
class LogReader {
  private offset = 0;
  private text = "";
  private isCut = false;
  private decoder = new TextDecoder();
  private over = false;
  private timer: number | undefined;

  constructor(
    private readonly path: string,
    private readonly follows: boolean,
    private readonly show: (text: LogText) => void,
  ) {
    void this.read();
  }

  close() {
    this.over = true;
    clearTimeout(this.timer);
  }

  private async read() {
    let isRunning = true;
    try {
      for (let got = 1; got > 0 && !this.over; ) {
        const piece = await send(`${this.path}&offset=${this.offset}`, {});
        const bytes = await piece.arrayBuffer();
        got = bytes.byteLength;
        this.offset = Number(piece.headers.get("x-sluice-next-offset") ?? this.offset + got);
        isRunning = piece.headers.get("x-sluice-running") === "true";
        this.add(this.decoder.decode(bytes, { stream: true }));
      }
      this.tell({ isRunning, isRead: true });
      if (isRunning) this.again();
    } catch (error) {
      this.tell({ error: error as AskError });
      this.again();
    }
  }

  private again() {
    if (this.follows && !this.over) this.timer = window.setTimeout(() => void this.read(), FOLLOW_MS);
  }

  private add(text: string) {
    const all = this.text + text;
    this.isCut ||= all.length > LETTERS_KEPT;
    this.text = all.slice(-LETTERS_KEPT);
  }

  private tell(news: Partial<LogText>) {
    const lines = linesOf(this.text);
    if (!this.over) this.show({ ...NOTHING, lines, isCut: this.isCut, end: this.offset, ...news });
  }
}

export interface LogPart {
  lines: string[];
  marked: number; // the line that has what was asked for
}

const BEFORE_BYTES = 32 << 10;

// What is around that byte of a log.
export async function partOfLog(path: string, at: number): Promise<LogPart> {
  const from = Math.max(0, at - BEFORE_BYTES);
  const piece = await send(`${path}&offset=${from}`, {});
  const bytes = new Uint8Array(await piece.arrayBuffer());
  const begin = Number(piece.headers.get("x-sluice-next-offset") ?? from + bytes.length) - bytes.length;
  // A line that is cut at its beginning is none.
  const first = begin === 0 ? 0 : bytes.indexOf(10, 0) + 1;
  const before = bytes.subarray(first, Math.max(first, at - begin)).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
  return { lines: linesOf(new TextDecoder().decode(bytes.subarray(first))), marked: before };
}

interface LogFinding {
  found: number | null;
  searched_to: number;
  more: boolean;
}

export type Direction = "next" | "previous";

// Where the words are, of the whole file; each question is answered of some MiB. null: nowhere in that direction.
export async function findInLog(path: string, words: string, from: number, direction: Direction, isOver: () => boolean): Promise<number | null> {
  const search = `${path.replace("/logs?", "/logs/search?")}&words=${encodeURIComponent(words)}&direction=${direction}`;
  for (let offset = from; ; ) {
    const { found, searched_to, more } = (await (await send(`${search}&offset=${offset}`, {})).json()) as LogFinding;
    if (found !== null || !more || isOver()) return found;
    offset = searched_to;
  }
}

export const pathOfLog = (id: string, executor: number, stream: string) => `${ofApplication(id)}/logs?executor=${executor}&stream=${stream}`;

export function useLog(id: string, executor: number, stream: string): LogText {
  const live = useLive();
  const [text, setText] = useState(NOTHING);
  useEffect(() => {
    setText(NOTHING);
    const reader = new LogReader(pathOfLog(id, executor, stream), live.isOn, setText);
    return () => reader.close();
  }, [id, executor, stream, live.isOn]);
  return text;
}
