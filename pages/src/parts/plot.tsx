import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";

import { clock } from "../base/format";
import { largest, median } from "../base/columns";

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

function colors() {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return { line: color("--line"), fill: color("--line-fill"), grid: color("--grid"), text: color("--quiet"), warn: color("--warn"), bad: color("--bad") };
}

function options(props: PlotProps, width: number, onCursor: (at: number | null) => void): uPlot.Options {
  const { line, fill, grid, text, warn, bad } = colors();
  const axis: uPlot.Axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return {
    width,
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, sync: { key: SYNC.key } },
    scales: { y: { range: (_, __, max) => [0, Math.max(max, props.limit?.value ?? 0, 1) * 1.08] } },
    axes: [
      { ...axis, size: 24, space: 90, values: (_, ticks) => ticks.map((tick) => clock(tick).slice(-8)) },
      { ...axis, size: 64, space: 30, values: (_, ticks) => ticks.map(props.show) },
    ],
    series: [
      {},
      { stroke: line, fill, width: 1.5, points: { show: false }, spanGaps: false },
      { stroke: warn, width: 1, dash: [5, 4], points: { show: false } },
      { stroke: bad, width: 0, paths: () => null, points: { show: true, size: 6, fill: bad } },
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
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [cursor, setCursor] = useState<number | null>(null);

  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(options(props, element.clientWidth, setCursor), columns(props), element);
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
  }, [props.limit?.value]);

  const drawn = useRef(props.values);
  useEffect(() => {
    if (drawn.current !== props.values) plot.current?.setData(columns(props));
    drawn.current = props.values;
  }, [props.time, props.values]);

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
