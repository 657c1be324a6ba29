import type { Stage } from "../api";

export interface Box {
  stage: Stage;
  x: number;
  y: number;
}

export interface Drawing {
  boxes: Box[];
  arrows: { from: Box; to: Box }[];
  width: number;
  height: number;
}

export const BOX_WIDTH = 230;
export const LINE_HEIGHT = 16;
const GAP_X = 28;
const GAP_Y = 36;

export const boxHeight = (stage: Stage) => 12 + LINE_HEIGHT * (2 + Math.max(1, shownOperators(stage).length));

// At most five of them: who wants all finds them in the table.
export function shownOperators(stage: Stage): string[] {
  const names = stage.name.split(", ");
  return names.length <= 5 ? names : [...names.slice(0, 4), `… ${names.length - 4} more`];
}

// Rows from what is read to what reads it: a stage is below all its parents.
export function draw(stages: Stage[]): Drawing {
  const byNumber = new Map(stages.map((stage) => [stage.number, stage]));
  const depths = new Map<number, number>();
  const depth = (stage: Stage): number => {
    const known = depths.get(stage.number);
    if (known !== undefined) return known;
    depths.set(stage.number, 0); // ends a circle that should not be there
    const parents = (stage.parents ?? []).map((number) => byNumber.get(number)).filter((parent) => parent !== undefined);
    const found = Math.max(0, ...parents.map((parent) => depth(parent) + 1));
    depths.set(stage.number, found);
    return found;
  };
  const rows: Stage[][] = [];
  for (const stage of stages) (rows[depth(stage)] ??= []).push(stage);

  const widest = Math.max(1, ...rows.map((row) => row.length));
  const width = widest * (BOX_WIDTH + GAP_X) - GAP_X;
  const boxes = new Map<number, Box>();
  let y = 1;
  for (const row of rows) {
    const left = (width - (row.length * (BOX_WIDTH + GAP_X) - GAP_X)) / 2;
    row.forEach((stage, i) => boxes.set(stage.number, { stage, x: left + i * (BOX_WIDTH + GAP_X), y }));
    y += Math.max(...row.map(boxHeight)) + GAP_Y;
  }
  const arrows = stages.flatMap((stage) =>
    (stage.parents ?? []).flatMap((parent) => {
      const from = boxes.get(parent);
      const to = boxes.get(stage.number);
      return from && to ? [{ from, to }] : [];
    }),
  );
  return { boxes: [...boxes.values()], arrows, width, height: y - GAP_Y + 1 };
}
