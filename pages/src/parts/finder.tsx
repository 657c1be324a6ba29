import { useEffect, useRef, useState } from "preact/hooks";

import type { AskError } from "../base/ask";
import { count } from "../base/format";
import { findInLog, partOfLog, type Direction, type LogPart } from "../base/log";

export interface Finder {
  find: ((direction: Direction) => void) | undefined; // undefined: there is nothing to look for, or it is looked for
  leave: () => void;
  part: LogPart | undefined; // what is around the words
  said: string;
}

interface Found {
  at: number | null; // bytes from the beginning of the file
  part: LogPart | undefined;
  said: string;
  isBusy: boolean;
}

const NOTHING: Found = { at: null, part: undefined, said: "", isBusy: false };

// Words in all of a log, of which only the end is shown.
export function useFinder(path: string, words: string, end: number): Finder {
  const [found, setFound] = useState(NOTHING);
  const round = useRef(0);
  const leave = () => {
    ++round.current;
    setFound(NOTHING);
  };
  useEffect(leave, [path, words]);

  const find = async (direction: Direction) => {
    const mine = ++round.current;
    const isOver = () => round.current !== mine;
    setFound({ ...found, isBusy: true, said: "Looking through the file …" });
    const tell = (news: Partial<Found>) => !isOver() && setFound({ ...found, isBusy: false, ...news });
    const from = found.at ?? (direction === "previous" ? end : 0);
    try {
      const at = await findInLog(path, words, found.at !== null && direction === "next" ? from + 1 : from, direction, isOver);
      if (isOver()) return;
      if (at === null) return void tell({ said: sayNothing(words, direction, found.at !== null) });
      tell({ at, part: await partOfLog(path, at), said: `Found at byte ${count(at)} of the file.` });
    } catch (error) {
      tell({ said: (error as AskError).message });
    }
  };
  return { find: words === "" || found.isBusy ? undefined : (direction) => void find(direction), leave, part: found.part, said: found.said };
}

function sayNothing(words: string, direction: Direction, isFurther: boolean): string {
  if (!isFurther) return `"${words}" is nowhere in the file.`;
  return direction === "next" ? `"${words}" does not come again.` : `"${words}" is nowhere before.`;
}

export function FinderButtons({ finder: { find, leave, part } }: { finder: Finder }) {
  return (
    <span class="actions" role="group" aria-label="In the whole file">
      <button type="button" disabled={!find} onClick={() => find?.("previous")}>
        Previous
      </button>
      <button type="button" disabled={!find} onClick={() => find?.("next")}>
        Next
      </button>
      {part && (
        <button type="button" onClick={leave}>
          Back to the end
        </button>
      )}
    </span>
  );
}
