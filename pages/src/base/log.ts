import { useEffect, useState } from "preact/hooks";

import { AskError, ofApplication, send } from "./ask";
import { useLive } from "./live";

export interface LogText {
  lines: string[]; // the last one may go on
  isCut: boolean; // there were more
  isRunning: boolean;
  isRead: boolean; // to its end
  error: AskError | undefined;
}

const LETTERS_KEPT = 1 << 19;
const FOLLOW_MS = 1000;
const COLORS = /\u001b\[[0-9;?]*[A-Za-z]/g;
const NOTHING: LogText = { lines: [], isCut: false, isRunning: false, isRead: false, error: undefined };

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
    const lines = this.text.replace(COLORS, "").split("\n");
    if (lines[lines.length - 1] === "") lines.pop();
    if (!this.over) this.show({ ...NOTHING, lines, isCut: this.isCut, ...news });
  }
}

export function useLog(id: string, executor: number, stream: string): LogText {
  const live = useLive();
  const [text, setText] = useState(NOTHING);
  useEffect(() => {
    setText(NOTHING);
    const reader = new LogReader(`${ofApplication(id)}/logs?executor=${executor}&stream=${stream}`, live.isOn, setText);
    return () => reader.close();
  }, [id, executor, stream, live.isOn]);
  return text;
}
