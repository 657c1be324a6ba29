import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

export interface Route {
  application: string | null;
  view: string; // "" is the first view: of the cluster, or of an application
  rest: string[];
}

export function parse(path: string): Route {
  const words = path.split("/").filter(Boolean).map(decoded);
  if (words[0] !== "applications" || words[1] === undefined) return { application: null, view: "", rest: [] };
  return { application: words[1], view: words[2] ?? "", rest: words.slice(3) };
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

export function hrefOf(application: string, ...words: (string | number)[]): string {
  return ["/applications", application, ...words].map((word, i) => (i === 0 ? word : encodeURIComponent(word))).join("/");
}

let hasMoved = false;

// Whether the reader came to the view that is shown from another one.
export const cameFromAView = () => hasMoved;

export function go(href: string) {
  hasMoved = true;
  scrollTo(0, 0);
  history.pushState(null, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

export function useRoute(): Route {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const moved = () => setPath(location.pathname);
    window.addEventListener("popstate", moved);
    return () => window.removeEventListener("popstate", moved);
  }, []);
  return parse(path);
}

interface LinkProps {
  href: string;
  current?: boolean;
  children: ComponentChildren;
}

// A link within the pages: another view of what is loaded already.
export function Link({ href, current, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} onClick={follow} {...(current ? { "aria-current": "page" as const } : {})}>
      {children}
    </a>
  );
}
