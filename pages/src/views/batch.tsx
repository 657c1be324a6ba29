import type { Batch, JobLine } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { clock, count, duration } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { Badge } from "../parts/badge";
import { Facts } from "../parts/facts";
import { Long } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table } from "../parts/table";
import { Time } from "../parts/time";

const isOver = ({ state }: Batch) => state === "completed" || state === "failed";

export function BatchView({ id, name, time, interval }: { id: string; name: string; time: string; interval: number }) {
  const path = `${ofApplication(id)}/batches/${encodeURIComponent(time)}`;
  const { value, error } = useAnswer<Batch>(path, 2000);
  return (
    <Page title={`Batch of ${clock(Number(time), true)}`} of={name} aside={value && <Badge state={value.state} />}>
      {value ? (
        <>
          {!isOver(value) && <Outdated error={error} />}
          <Shown id={id} batch={value} interval={interval} />
        </>
      ) : (
        <Waiting error={error} what="batch" />
      )}
    </Page>
  );
}

function Shown({ id, batch, interval }: { id: string; batch: Batch; interval: number }) {
  const started = batch.scheduling_ms === null ? null : batch.time + batch.scheduling_ms;
  const over = (ms: number | null) => (ms !== null && interval > 0 && ms > interval ? ("warn" as const) : undefined);
  return (
    <>
      {batch.error && <pre class="note bad">{batch.error}</pre>}
      <Facts
        facts={[
          { name: "Records", value: count(batch.records) },
          { name: "Blocks", value: count(batch.blocks) },
          { name: "Scheduling delay", value: duration(batch.scheduling_ms), tone: over(batch.scheduling_ms) },
          { name: "Processing time", value: duration(batch.processing_ms), tone: over(batch.processing_ms) },
          { name: "Total delay", value: duration(batch.total_ms) },
          { name: "Batch interval", value: duration(interval) },
          { name: "Submitted", value: <Time ms={batch.submitted} withMillis /> },
          { name: "Started", value: <Time ms={started} withMillis /> },
          { name: "Finished", value: <Time ms={batch.total_ms === null ? null : batch.time + batch.total_ms} withMillis /> },
        ]}
      />
      <Table
        caption="Inputs"
        rows={batch.inputs}
        empty="The batch has no input."
        keyOf={({ input }) => input}
        columns={[
          { title: "Input", cell: ({ input }) => input, by: ({ input }) => input, isText: true },
          { title: "Records", cell: ({ records }) => count(records), by: ({ records }) => records ?? -1 },
          { title: "What it read", cell: ({ found, found_count }) => <Lines lines={found} all={found_count} />, isLong: true },
        ]}
      />
      <Table
        caption="Outputs"
        rows={batch.outputs}
        empty="No output has begun."
        keyOf={({ number }) => number}
        columns={[
          { title: "Output", cell: ({ number, name }) => <Long text={`${number} ${name}`} />, by: ({ number }) => number, isLong: true },
          { title: "Started", cell: ({ started }) => <Time ms={started} withMillis />, by: ({ started }) => started },
          { title: "Time", cell: ({ started, ended }) => duration(ended === null ? null : ended - started), by: ({ started, ended }) => (ended ?? 0) - started },
          { title: "Jobs", cell: ({ number }) => <Jobs id={id} jobs={batch.jobs.filter(({ output }) => output === number)} />, isText: true },
          { title: "State", cell: ({ ended, error }) => <Badge state={error ? "failed" : ended === null ? "running" : "succeeded"} />, isText: true },
          { title: "Error", cell: ({ error }) => <Long text={error} />, isLong: true },
        ]}
      />
    </>
  );
}

function Jobs({ id, jobs }: { id: string; jobs: JobLine[] }) {
  return (
    <span class="actions">
      {jobs.map(({ job }) => (
        <Link key={job} href={hrefOf(id, "jobs", job)}>{`Job ${job}`}</Link>
      ))}
    </span>
  );
}

const LINES_MAX = 8;

function Lines({ lines, all }: { lines: string[]; all: number }) {
  const list = (some: string[]) => (
    <ul class="lines">
      {some.map((line, i) => (
        <li key={i}>{line}</li>
      ))}
    </ul>
  );
  if (lines.length <= LINES_MAX) return list(lines);
  return (
    <>
      {list(lines.slice(0, LINES_MAX))}
      <details>
        <summary>{count(all - LINES_MAX)} more</summary>
        {list(lines.slice(LINES_MAX))}
        {all > lines.length && <p class="quiet">{`and ${count(all - lines.length)} that are not listed`}</p>}
      </details>
    </>
  );
}
