import { useState } from "preact/hooks";
import uPlot from "uplot";

import { clock } from "../base/format";
import { largest, median } from "../base/columns";
import { axes, color, useCanvas } from "./canvas";

export interface PlotProps {
  name: string;
  time: number[]; // ms
  values: (number | null)[];
  show: (value: number | null) => string;
  limit?: { name: string; value: number } | undefined; // a line that values should stay under
  marks?: (number | null)[] | undefined; // points that went wrong
  markName?: string;
}

const HEIGHT = 132;
const SYNC = uPlot.sync("time");

function options(props: PlotProps, width: number, onCursor: (at: number | null) => void): uPlot.Options {
  return {
    width,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, sync: { key: SYNC.key } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max, props.limit?.value ?? 0, 1) * 1.08] } },
    axes: axes(props.show),
    series: [
      {},
      { stroke: color("--line"), fill: color("--line-fill"), width: 1.5, points: { show: false }, spanGaps: false },
      { stroke: color("--warn"), width: 1, dash: [5, 4], points: { show: false } },
      { stroke: color("--bad"), width: 0, paths: () => null, points: { show: true, size: 6, fill: color("--bad") } },
    ],
    hooks: { setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)] },
  };
}

function columns({ time, values, limit, marks }: PlotProps): uPlot.AlignedData {
  const none = () => time.map(() => null);
  return [time, values, limit ? time.map(() => limit.value) : none(), marks ?? none()];
}

function sentence({ name, values, show, limit }: PlotProps): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${name}: nothing yet`;
  const beyond = limit ? `, ${limit.name} ${show(limit.value)}` : "";
  return `${name}: last ${show(known[known.length - 1]!)}, median ${show(median(known))}, largest ${show(largest(known))}${beyond}`;
}

// A figure over time. Whoever cannot see it is told its last, median and largest value.
export function Plot(props: PlotProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const place = useCanvas({
    options: (width) => options(props, width, setCursor),
    data: () => columns(props),
    shape: props.limit?.value,
    news: [props.time, props.values],
  });

  const at = cursor !== null && props.time[cursor] !== undefined ? cursor : null;
  const known = props.values.filter((value) => value !== null);
  return (
    <figure class="plot">
      <figcaption>
        <strong>{props.name}</strong>
        <span class="readout">
          {at !== null
            ? `${clock(props.time[at]!, true)}: ${props.show(props.values[at] ?? null)}`
            : known.length === 0
              ? "nothing yet"
              : `last ${props.show(known[known.length - 1]!)} · median ${props.show(median(known))} · largest ${props.show(largest(known))}`}
        </span>
        {props.limit && <span class="limit">{`${props.limit.name} ${props.show(props.limit.value)}`}</span>}
      </figcaption>
      <div ref={place} class="canvas" role="img" aria-label={sentence(props)} />
    </figure>
  );
}
