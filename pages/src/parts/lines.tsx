import type uPlot from "uplot";

import { count } from "../base/format";
import type { Lines } from "../base/dashboard";
import { axes, color, useCanvas } from "./canvas";
import { shortened } from "./long";

const HEIGHT = 280;
// Colors are told apart in both schemes; who does not see them goes by the strokes.
const DASHES = [[], [8, 4], [2, 3], [8, 3, 2, 3]];

function options({ keys }: Lines, width: number): uPlot.Options {
  return {
    width,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    axes: axes(count),
    series: [{}, ...keys.map((_, i) => ({ stroke: color(`--key-${i}`), width: 1.5, dash: DASHES[i % DASHES.length]!, spanGaps: false }))],
  };
}

const columns = ({ time, values }: Lines): uPlot.AlignedData => [time, ...values];
const lastOf = (values: (number | null)[]) => values[values.length - 1] ?? null;

// Numbers over time, a line for each key. Whoever cannot see it reads the last values in the list below.
export function LinePlot({ name, lines }: { name: string; lines: Lines }) {
  const place = useCanvas({
    options: (width) => options(lines, width),
    data: () => columns(lines),
    shape: lines.keys.join("\n"),
    news: [lines],
  });
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
