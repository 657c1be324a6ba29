import type { Job, Spread, Stage, Task, TaskSummary } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { clock, count, duration } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { stateOf, timeOf } from "../base/stage";
import { Badge } from "../parts/badge";
import { Facts } from "../parts/facts";
import { Graph } from "../parts/graph";
import { Long, shortened } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table, type Column } from "../parts/table";
import { Time } from "../parts/time";

export function JobView({ id, name, job }: { id: string; name: string; job: string }) {
  const { value, error } = useAnswer<Job>(`${ofApplication(id)}/jobs/${encodeURIComponent(job)}`, 2000);
  return (
    <Page title={`Job ${job}`} of={name} aside={value && <Badge state={value.state} />}>
      {value ? (
        <>
          {value.state === "running" && <Outdated error={error} />}
          <Shown id={id} job={value} />
        </>
      ) : (
        <Waiting error={error} what="job" />
      )}
    </Page>
  );
}

function Shown({ id, job }: { id: string; job: Job }) {
  const sum = (pick: (stage: Stage) => number) => job.stages.reduce((total, stage) => total + pick(stage), 0);
  const failed = sum((stage) => stage.failed);
  return (
    <>
      {job.error && <pre class="note bad">{job.error}</pre>}
      <Facts
        facts={[
          { name: "What", value: job.description || "–" },
          { name: "Batch", value: job.batch === null ? "–" : <Link href={hrefOf(id, "batches", job.batch)}>{clock(job.batch, true)}</Link> },
          { name: "Output", value: count(job.output) },
          { name: "Started", value: <Time ms={job.started} withMillis /> },
          { name: "Time", value: duration((job.ended ?? Date.now()) - job.started) },
          { name: "Tasks done", value: `${count(sum((stage) => stage.completed))} of ${count(sum((stage) => stage.tasks))}` },
          { name: "Failed attempts", value: count(failed), tone: failed > 0 ? "bad" : undefined },
          ...(job.group === "" ? [] : [{ name: "Group", value: job.group }]),
        ]}
      />
      {job.stages.some(({ parents }) => parents) && <Graph stages={job.stages} />}
      <Stages stages={job.stages} />
      <TasksOfStages stages={job.stages} />
    </>
  );
}

const operatorsOf = ({ name }: Stage) => name.replaceAll(", ", " → ");

// The slowest first, and open.
function TasksOfStages({ stages }: { stages: Stage[] }) {
  const known = stages.filter(({ took }) => took !== null).sort((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0));
  if (known.length === 0) return null;
  return (
    <section aria-labelledby="tasks">
      <div class="table-head">
        <h2 id="tasks">Tasks, slowest stage first</h2>
      </div>
      {known.map((stage, i) => (
        <details key={stage.number} class="stage-tasks" open={i === 0}>
          <summary>{`Stage ${stage.number}: ${duration(timeOf(stage))}, ${shortened(operatorsOf(stage))}`}</summary>
          <Tasks stage={stage} summary={stage.took!} />
        </details>
      ))}
    </section>
  );
}

const READS: Column<Stage> = { title: "Reads", cell: ({ parents = [] }) => (parents.length === 0 ? "input" : parents.map((n) => `stage ${n}`).join(", ")), isText: true };

function Stages({ stages }: { stages: Stage[] }) {
  return (
    <Table
      caption="Stages"
      rows={stages}
      empty="The job has begun no stage."
      keyOf={({ number }) => number}
      columns={[
        { title: "Stage", cell: ({ number, attempt }) => (attempt > 0 ? `${number}, attempt ${attempt}` : number), by: ({ number }) => number, isText: true },
        { title: "Operators", cell: (stage) => <Long text={operatorsOf(stage)} />, isLong: true },
        ...(stages.some(({ parents }) => parents) ? [READS] : []),
        { title: "State", cell: (stage) => <Badge state={stateOf(stage)} />, by: stateOf, isText: true },
        { title: "Time", cell: (stage) => duration(timeOf(stage)), by: (stage) => timeOf(stage) ?? -1 },
        { title: "Tasks done", cell: ({ completed, tasks }) => `${count(completed)} of ${count(tasks)}`, by: ({ tasks }) => tasks },
        { title: "Running", cell: ({ active }) => count(active), by: ({ active }) => active },
        { title: "Failed attempts", cell: ({ failed }) => count(failed), by: ({ failed }) => failed },
      ]}
    />
  );
}

interface Figure {
  name: string;
  spread: Spread;
  show: (value: number) => string;
  most: string;
}

// How the tasks of one stage differ, and who was slowest.
function Tasks({ stage, summary }: { stage: Stage; summary: TaskSummary }) {
  const told = (task: Task) => `partition ${task.partition} on executor ${task.executor}: ${duration(task.run_ms)}, ${count(task.records)} records`;
  const figures: Figure[] = [
    { name: "Run time", spread: summary.run_ms, show: duration, most: told(summary.slowest) },
    { name: "Records read", spread: summary.records, show: count, most: told(summary.largest) },
  ];
  const column = (title: string, pick: (spread: Spread) => number) => ({ title, cell: ({ spread, show }: Figure) => show(pick(spread)) });
  return (
    <>
      <Table
        caption={`Tasks of stage ${stage.number}`}
        rows={figures}
        empty=""
        keyOf={({ name }) => name}
        columns={[
          { title: "Figure", cell: ({ name }) => name, isText: true },
          column("Smallest", ({ min }) => min),
          column("25 %", ({ lower_quartile }) => lower_quartile),
          column("Median", ({ median }) => median),
          column("75 %", ({ upper_quartile }) => upper_quartile),
          column("Largest", ({ max }) => max),
          column("Sum", ({ total }) => total),
          { title: "The largest is", cell: ({ most }) => most, isText: true },
        ]}
      />
      <Table
        caption={`Executors of stage ${stage.number}`}
        rows={summary.executors}
        empty="No task has succeeded yet."
        keyOf={({ executor }) => executor}
        columns={[
          { title: "Executor", cell: ({ executor }) => executor, by: ({ executor }) => executor, isText: true },
          { title: "Tasks", cell: ({ tasks }) => count(tasks), by: ({ tasks }) => tasks },
          { title: "Run time", cell: ({ run_ms }) => duration(run_ms), by: ({ run_ms }) => run_ms },
          { title: "A task", cell: ({ run_ms, tasks }) => duration(run_ms / Math.max(1, tasks)), by: ({ run_ms, tasks }) => run_ms / Math.max(1, tasks) },
          { title: "Records", cell: ({ records }) => count(records), by: ({ records }) => records },
        ]}
      />
    </>
  );
}
