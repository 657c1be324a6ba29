import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

import { clock } from "../base/format";

// A color of the style sheet, as it is now.
export const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Times below, values at the left.
export function axes(show: (value: number) => string): uPlot.Axis[] {
  const axis: uPlot.Axis = { stroke: color("--quiet"), grid: { stroke: color("--grid"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
  return [
    { ...axis, size: 24, space: 90, values: (_, ticks) => ticks.map((tick) => clock(tick).slice(-8)) },
    { ...axis, size: 64, space: 30, values: (_, ticks) => ticks.map(show) },
  ];
}

interface Drawing {
  options: (width: number) => uPlot.Options;
  data: () => uPlot.AlignedData;
  shape: unknown; // drawn anew when it is another one
  news: unknown[]; // data are set when one of these is another one
}

// What uPlot draws into: as wide as the element, in the colors of the scheme, from the first paint on.
export function useCanvas(drawing: Drawing) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(drawing);
  latest.current = drawing;
  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(latest.current.options(element.clientWidth), latest.current.data(), element);
    };
    draw();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    const sizes = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: plot.current.height }));
    sizes.observe(element);
    return () => {
      scheme.removeEventListener("change", draw);
      sizes.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [drawing.shape]);
  const isDrawn = useRef(false);
  useEffect(() => {
    if (isDrawn.current) plot.current?.setData(latest.current.data());
    isDrawn.current = true;
  }, drawing.news);
  return place;
}
