import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { AskError } from "../base/ask";
import { cameFromAView } from "../base/route";
import { shortened } from "./long";

interface PageProps {
  title: string;
  of?: string; // whose page it is, for the title of the tab
  aside?: ComponentChildren;
  sub?: ComponentChildren; // a line below the heading
  children: ComponentChildren;
}

// One view: its heading gets the focus when one comes here by a link, as a new page would.
export function Page({ title, of, aside, sub, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = [title, of, "Sluice"].map((part) => shortened(part ?? "", 60)).filter(Boolean).join(" · ");
  }, [title, of]);
  useEffect(() => {
    if (cameFromAView()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div class="heading">
        <h1 ref={heading} tabIndex={-1}>
          {shortened(title, 200)}
        </h1>
        {aside}
        {sub && <p class="sub">{sub}</p>}
      </div>
      {children}
    </>
  );
}

// What stands where an answer will be.
export function Waiting({ error, what }: { error: AskError | undefined; what: string }) {
  if (!error) return <p class="quiet">Loading {what} …</p>;
  return (
    <p class="note bad" role="alert">
      {error.status === 404 ? `There is no ${what}: ${error.message}` : `Cannot show ${what}: ${error.message}`}
    </p>
  );
}

// Above what was answered earlier, when the last answer failed.
export function Outdated({ error }: { error: AskError | undefined }) {
  return error ? <p class="note warn" role="status">{error.message} What is shown is from before; it is asked for again.</p> : null;
}
