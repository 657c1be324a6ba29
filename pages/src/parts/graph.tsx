import { useId } from "preact/hooks";

import type { Stage } from "../api";
import { duration } from "../base/format";
import { stateOf, timeOf } from "../base/stage";
import { shortened } from "./long";
import { BOX_WIDTH, boxHeight, draw, LINE_HEIGHT, shownOperators, type Box } from "./stages";
import { Scrolled } from "./table";

const LETTERS_MAX = 34;

// The stages of a job, each above those that read it. The table below it says the same in words.
export function Graph({ stages }: { stages: Stage[] }) {
  const name = useId();
  const { boxes, arrows, width, height } = draw(stages);
  return (
    <div>
      <h2 id={name}>Graph of stages</h2>
      <Scrolled name={name}>
        <svg class="graph" role="img" aria-label={described(stages)} width={width + 2} height={height + 2} viewBox={`-1 -1 ${width + 2} ${height + 2}`}>
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 8 4 0 8z" class="arrow-head" />
            </marker>
          </defs>
          {arrows.map(({ from, to }) => (
            <path key={`${from.stage.number}-${to.stage.number}`} class="arrow" d={curve(from, to)} marker-end="url(#arrow)" />
          ))}
          {boxes.map((box) => (
            <StageBox key={box.stage.number} {...box} />
          ))}
        </svg>
      </Scrolled>
    </div>
  );
}

function described(stages: Stage[]): string {
  return stages
    .map(({ number, parents = [] }) => (parents.length === 0 ? `Stage ${number} reads input` : `stage ${number} reads stage ${parents.join(" and ")}`))
    .join(", ");
}

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + BOX_WIDTH / 2, from.y + boxHeight(from.stage)];
  const [x2, y2] = [to.x + BOX_WIDTH / 2, to.y - 1];
  const middle = (y1 + y2) / 2;
  return `M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`;
}

function StageBox({ stage, x, y }: Box) {
  const left = x + 10;
  return (
    <g class={`stage ${stateOf(stage)}`}>
      <rect x={x} y={y} width={BOX_WIDTH} height={boxHeight(stage)} rx="4" />
      <text x={left} y={y + LINE_HEIGHT + 2} class="stage-name">{`Stage ${stage.number} · ${stateOf(stage)}`}</text>
      {shownOperators(stage).map((operator, i) => (
        <text key={i} x={left} y={y + LINE_HEIGHT * (i + 2) + 2}>
          <title>{operator}</title>
          {shortened(operator, LETTERS_MAX)}
        </text>
      ))}
      <text x={left} y={y + boxHeight(stage) - 7} class="stage-count">
        {`${stage.completed} of ${stage.tasks} tasks, ${duration(timeOf(stage))}`}
      </text>
    </g>
  );
}
