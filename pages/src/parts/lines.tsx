import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

import { clock, count } from "../base/format";
import type { Lines } from "../base/dashboard";
import { shortened } from "./long";

const HEIGHT = 280;
// Colors are told apart in both schemes; who does not see them goes by the strokes.
const DASHES = [[], [8, 4], [2, 3], [8, 3, 2, 3]];

function options({ keys }: Lines, width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = { stroke: color("--quiet"), grid: { stroke: color("--grid"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return {
    width,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    axes: [
      { ...axis, size: 24, space: 90, values: (_, ticks) => ticks.map((tick) => clock(tick).slice(-8)) },
      { ...axis, size: 64, space: 30, values: (_, ticks) => ticks.map(count) },
    ],
    series: [{}, ...keys.map((_, i) => ({ stroke: color(`--key-${i}`), width: 1.5, dash: DASHES[i % DASHES.length]!, spanGaps: false }))],
  };
}

const columns = ({ time, values }: Lines): uPlot.AlignedData => [time, ...values];
const lastOf = (values: (number | null)[]) => values[values.length - 1] ?? null;

// Numbers over time, a line for each key. Whoever cannot see it reads the last values in the list below.
export function LinePlot({ name, lines }: { name: string; lines: Lines }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useRef(lines);
  drawn.current = lines;
  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(drawn.current, element.clientWidth), columns(drawn.current), element);
    };
    draw();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    return () => {
      scheme.removeEventListener("change", draw);
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [lines.keys.join("\n")]);
  useEffect(() => plot.current?.setData(columns(lines)), [lines]);
  return (
    <figure class="plot lines">
      <div ref={place} class="canvas" role="img" aria-label={`${shortened(name)}: ${lines.keys.length} lines over ${lines.time.length} batches`} />
      <figcaption>
        <ul class="keys" aria-label="Last values">
          {lines.keys.map((key, i) => (
            <li key={key}>
              <svg class={`key key-${i}`} width="22" height="8" aria-hidden="true">
                <line x1="0" y1="4" x2="22" y2="4" stroke-dasharray={DASHES[i % DASHES.length]!.join(" ")} />
              </svg>
              {`${shortened(key, 40)}: ${count(lastOf(lines.values[i]!))}`}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
