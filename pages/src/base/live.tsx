import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";

// Whether what is shown follows what happens: the reader wants it, and looks.
interface Live {
  isWanted: boolean;
  isOn: boolean;
  changes: boolean; // else what is shown is over
  want: (wanted: boolean) => void;
}

const LiveContext = createContext<Live>({ isWanted: true, isOn: true, changes: true, want: () => {} });
const KEY = "sluice.live";

export const useLive = () => useContext(LiveContext);

export function LiveProvider({ children }: { children: ComponentChildren }) {
  const [isWanted, setWanted] = useState(localStorage.getItem(KEY) !== "off");
  const [isSeen, setSeen] = useState(!document.hidden);
  useEffect(() => {
    const look = () => setSeen(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  const live = useMemo(
    () => ({
      isWanted,
      isOn: isWanted && isSeen,
      changes: true,
      want: (wanted: boolean) => {
        localStorage.setItem(KEY, wanted ? "on" : "off");
        setWanted(wanted);
      },
    }),
    [isWanted, isSeen],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

// What is in it is asked for until there is an answer, and never again if it is over.
export function Changing({ changes, children }: { changes: boolean; children: ComponentChildren }) {
  const live = useLive();
  const value = useMemo(() => ({ ...live, changes }), [live, changes]);
  return <LiveContext.Provider value={value}>{children}</LiveContext.Provider>;
}

export function LiveSwitch() {
  const live = useLive();
  return (
    <button type="button" class="switch" role="switch" aria-checked={live.isWanted} onClick={() => live.want(!live.isWanted)}>
      <span class="switch-track" aria-hidden="true" />
      Live
    </button>
  );
}
