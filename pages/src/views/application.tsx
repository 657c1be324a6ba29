import { useMemo, useState } from "preact/hooks";

import type { Series, Summary } from "../api";
import type { Followed } from "../base/feed";
import { bytes, count, duration, rate } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { Badge } from "../parts/badge";
import { Facts, type Fact } from "../parts/facts";
import { Page } from "../parts/page";
import { Plot } from "../parts/plot";
import { Table } from "../parts/table";
import { Time } from "../parts/time";
import { VerdictNote } from "../parts/verdict";

export function ApplicationView({ summary, series }: { summary: Summary; series: Followed["series"] }) {
  return (
    <Page title={summary.name || summary.id} aside={<Badge state={summary.state} />} sub={<Identity summary={summary} />}>
      {summary.ended !== null && <Ended damage={summary.log_damage} />}
      <VerdictNote verdict={summary.verdict} />
      <Facts facts={facts(summary)} />
      {summary.interval_ms > 0 && (
        <>
          <Timelines interval={summary.interval_ms} series={series} />
          <Batches id={summary.id} series={series} />
        </>
      )}
    </Page>
  );
}

// What is known of it comes from its event log, which has no figures of the moment.
function Ended({ damage }: { damage: string }) {
  return (
    <>
      <p class="note plain">It has ended. This is read from its event log: nothing changes any more; what it held and the totals of its records are not kept.</p>
      {damage && <p class="note warn">{`Not all of it could be read, and what came after the damage is missing: ${damage}`}</p>}
    </>
  );
}

function Identity({ summary: { id, user, started, ended } }: { summary: Summary }) {
  return (
    <>
      {id}, started <Time ms={started} />
      {user && ` by ${user}`}
      {ended !== null && (
        <>
          , ended <Time ms={ended} />
        </>
      )}
    </>
  );
}

const restarts = (life: number): Fact[] => (life > 1 ? [{ name: "Driver restarts", value: count(life - 1), tone: "warn" }] : []);

function factsOfEnded({ interval_ms, batches, executors, life, started, ended }: Summary): Fact[] {
  return [
    { name: "Ran for", value: duration((ended ?? started) - started) },
    ...(interval_ms > 0
      ? ([
          { name: "Batch interval", value: duration(interval_ms) },
          { name: "Batches completed", value: count(batches.completed) },
          { name: "Batches failed", value: count(batches.failed), tone: batches.failed > 0 ? "bad" : undefined },
          { name: "Batches not done", value: count(batches.waiting + batches.running) },
        ] satisfies Fact[])
      : []),
    { name: "Executors lost", value: count(executors.lost), tone: executors.lost > 0 ? "warn" : undefined },
    ...restarts(life),
  ];
}

function facts(summary: Summary): Fact[] {
  if (summary.ended !== null) return factsOfEnded(summary);
  const { interval_ms, batches, jobs_running, executors, records, blocks, life } = summary;
  return [
    ...(interval_ms > 0
      ? ([
          { name: "Batch interval", value: duration(interval_ms) },
          { name: "Batches completed", value: count(batches.completed) },
          { name: "Batches failed", value: count(batches.failed), tone: batches.failed > 0 ? "bad" : undefined },
          { name: "Batches waiting", value: count(batches.waiting), tone: batches.waiting > 1 ? "warn" : undefined },
          { name: "Records received", value: count(records.received) },
          { name: "Records processed", value: count(records.processed) },
          { name: "Records lost", value: count(records.lost), tone: records.lost > 0 ? "bad" : undefined },
          { name: "Blocks held", value: `${count(blocks.held)} (${bytes(blocks.held_bytes)})` },
        ] satisfies Fact[])
      : []),
    { name: "Jobs running", value: count(jobs_running) },
    { name: "Executors", value: count(executors.attached), tone: executors.attached === 0 ? "warn" : undefined },
    { name: "Executors lost", value: count(executors.lost), tone: executors.lost > 0 ? "warn" : undefined },
    { name: "Slots in use", value: `${count(executors.running_tasks)} of ${count(executors.slots)}` },
    ...restarts(life),
  ];
}

const RANGES = [100, 1000, 10_000];

function Timelines({ interval, series }: { interval: number; series: Series }) {
  const [range, setRange] = useState(RANGES[1]!);
  const shown = useMemo(() => {
    const cut = <T,>(column: T[]) => column.slice(-range);
    const failed = cut(series.state).map((state) => state === "failed");
    return {
      time: cut(series.time),
      input: cut(series.records).map((records) => (records * 1000) / interval),
      scheduling: cut(series.scheduling_ms),
      processing: cut(series.processing_ms),
      total: cut(series.total_ms),
      marks: cut(series.total_ms).map((total, i) => (failed[i] ? (total ?? 0) : null)),
    };
  }, [series, range, interval]);
  const limit = { name: "interval", value: interval };
  return (
    <section aria-labelledby="timelines">
      <div class="table-head">
        <h2 id="timelines">Timelines</h2>
        <label class="choice">
          Last{" "}
          <select value={range} onChange={(event) => setRange(Number(event.currentTarget.value))}>
            {RANGES.map((n) => (
              <option key={n} value={n}>
                {count(n)} batches
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="plots">
        <Plot name="Input rate" time={shown.time} values={shown.input} show={rate} />
        <Plot name="Scheduling delay" time={shown.time} values={shown.scheduling} show={duration} limit={limit} />
        <Plot name="Processing time" time={shown.time} values={shown.processing} show={duration} limit={limit} />
        <Plot name="Total delay" time={shown.time} values={shown.total} show={duration} limit={limit} marks={shown.marks} />
      </div>
    </section>
  );
}

const STATES = ["all", "running", "waiting", "failed", "completed"];

// Rows are numbers of batches in the columns, newest first.
function Batches({ id, series }: { id: string; series: Series }) {
  const [wanted, setWanted] = useState("all");
  const rows = useMemo(() => {
    const all = series.time.map((_, i) => series.time.length - 1 - i);
    return wanted === "all" ? all : all.filter((i) => series.state[i] === wanted);
  }, [series, wanted]);
  const tools = (
    <label class="choice">
      Show{" "}
      <select value={wanted} onChange={(event) => setWanted(event.currentTarget.value)}>
        {STATES.map((state) => (
          <option key={state}>{state}</option>
        ))}
      </select>
    </label>
  );
  return (
    <Table
      caption="Batches"
      rows={rows}
      tools={tools}
      empty={wanted === "all" ? "No batch has been made yet." : `No batch is ${wanted}.`}
      keyOf={(i) => series.time[i]!}
      columns={[
        {
          title: "Batch",
          cell: (i) => (
            <Link href={hrefOf(id, "batches", series.time[i]!)}>
              <Time ms={series.time[i]!} withMillis />
            </Link>
          ),
          by: (i) => series.time[i]!,
          isText: true,
        },
        { title: "State", cell: (i) => <Badge state={series.state[i]!} />, by: (i) => series.state[i]!, isText: true },
        { title: "Records", cell: (i) => count(series.records[i]), by: (i) => series.records[i]! },
        { title: "Scheduling delay", cell: (i) => duration(series.scheduling_ms[i]), by: (i) => series.scheduling_ms[i] ?? -1 },
        { title: "Processing time", cell: (i) => duration(series.processing_ms[i]), by: (i) => series.processing_ms[i] ?? -1 },
        { title: "Total delay", cell: (i) => duration(series.total_ms[i]), by: (i) => series.total_ms[i] ?? -1 },
      ]}
    />
  );
}
