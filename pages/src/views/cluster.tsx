import { useState } from "preact/hooks";

import type { Cluster, ClusterApplication, SparkApplication, Worker } from "../api";
import { useAnswer, tell, type AskError } from "../base/ask";
import { bytes, count, duration } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { Badge } from "../parts/badge";
import { Facts } from "../parts/facts";
import { Long, shortened } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table, type Column } from "../parts/table";
import { Time } from "../parts/time";

const EVERY_MS = 2000;

// A program that serves its own pages, and a history server, know no cluster: then it is a list of applications.
export function ClusterView() {
  const { value, error, again } = useAnswer<Cluster>("/api/sluice/v1/cluster", EVERY_MS);
  if (!value && error?.status === 404) return <ApplicationsView />;
  return (
    <Page title="Cluster">
      {value ? <Shown cluster={value} error={error} again={again} /> : <Waiting error={error} what="cluster" />}
    </Page>
  );
}

function Shown({ cluster, error, again }: { cluster: Cluster; error: AskError | undefined; again: () => void }) {
  const alive = cluster.workers.filter(({ state }) => state === "alive");
  const sum = (pick: (worker: Worker) => number) => alive.reduce((total, worker) => total + pick(worker), 0);
  const running = cluster.applications.filter(({ ended_ms }) => ended_ms === null);
  const ended = cluster.applications.filter(({ ended_ms }) => ended_ms !== null);
  return (
    <>
      <Outdated error={error} />
      <Facts
        facts={[
          { name: "Workers alive", value: `${alive.length} of ${cluster.workers.length}`, tone: alive.length < cluster.workers.length ? "warn" : undefined },
          { name: "Cores in use", value: `${sum((w) => w.cores_used)} of ${sum((w) => w.cores)}` },
          { name: "Memory", value: bytes(sum((w) => w.memory_bytes)) },
          { name: "Applications running", value: count(running.length) },
          { name: "Driver daemon", value: cluster.address },
          { name: "Up since", value: <Time ms={cluster.started_ms} /> },
          { name: "Version", value: cluster.version },
        ]}
      />
      <Workers workers={cluster.workers} again={again} />
      <Applications caption="Running applications" applications={running} empty="No application runs. sluice submit starts one." />
      <Applications caption="Ended applications" applications={ended} areOver empty="No application has ended yet." />
    </>
  );
}

function Workers({ workers, again }: { workers: Worker[]; again: () => void }) {
  return (
    <Table
      caption="Workers"
      rows={workers}
      empty="No worker has registered. sluice worker --driver ADDRESS starts one."
      keyOf={({ worker }) => worker}
      columns={[
        { title: "Worker", cell: ({ worker }) => worker, by: ({ worker }) => worker, isText: true },
        { title: "Host", cell: ({ host }) => host, by: ({ host }) => host, isLong: true },
        { title: "State", cell: ({ state }) => <Badge state={state} />, by: ({ state }) => state, isText: true },
        { title: "Cores in use", cell: ({ cores, cores_used }) => `${cores_used} of ${cores}`, by: ({ cores_used }) => cores_used },
        { title: "Memory", cell: ({ memory_bytes }) => bytes(memory_bytes), by: ({ memory_bytes }) => memory_bytes },
        { title: "Last heard", cell: ({ heartbeat_age_ms }) => (heartbeat_age_ms === null ? "–" : `${duration(heartbeat_age_ms)} ago`) },
        { title: "Since", cell: ({ registered_ms }) => <Time ms={registered_ms} />, by: ({ registered_ms }) => registered_ms },
        { title: "Drain", cell: (worker) => <Drain worker={worker} again={again} />, isText: true },
      ]}
    />
  );
}

// Asks twice: a drained worker gets no more work.
function Drain({ worker: { worker, state }, again }: { worker: Worker; again: () => void }) {
  const [step, setStep] = useState<"" | "sure" | "telling">("");
  const [failed, setFailed] = useState("");
  const isDraining = state === "draining" || state === "drained";
  if (!isDraining && state !== "alive") return <>–</>;
  const act = async () => {
    setStep("telling");
    setFailed("");
    try {
      await tell(`/api/sluice/v1/workers/${encodeURIComponent(worker)}/${isDraining ? "undrain" : "drain"}`);
      again();
    } catch (error) {
      setFailed((error as AskError).message);
    }
    setStep("");
  };
  return (
    <span class="actions">
      {step === "sure" ? (
        <>
          <button type="button" class="danger" onClick={act} aria-label={`Yes, drain ${worker}`}>
            Yes, drain
          </button>
          <button type="button" onClick={() => setStep("")} aria-label={`Do not drain ${worker}`}>
            No
          </button>
        </>
      ) : (
        <button type="button" disabled={step === "telling"} onClick={isDraining ? act : () => setStep("sure")} aria-label={`${isDraining ? "Undrain" : "Drain"} ${worker}`}>
          {isDraining ? "Undrain" : "Drain"}
        </button>
      )}
      {failed && <span role="alert">{failed}</span>}
    </span>
  );
}

const RUNNING_COLUMNS: Column<ClusterApplication>[] = [
  { title: "Executors", cell: ({ executors }) => count(executors.length), by: ({ executors }) => executors.length },
  { title: "Cores", cell: ({ executors }) => count(executors.reduce((sum, { cores }) => sum + cores, 0)) },
];
const ENDED_COLUMNS: Column<ClusterApplication>[] = [{ title: "Ended", cell: ({ ended_ms }) => <Time ms={ended_ms} />, by: ({ ended_ms }) => ended_ms ?? 0 }];

interface ApplicationsProps {
  caption: string;
  applications: ClusterApplication[];
  areOver?: boolean;
  empty: string;
}

function Applications({ caption, applications, areOver, empty }: ApplicationsProps) {
  return (
    <Table
      caption={caption}
      rows={[...applications].sort((a, b) => b.submitted_ms - a.submitted_ms)}
      empty={empty}
      keyOf={({ id }) => id}
      columns={[
        { title: "Application", cell: ({ id, name }) => <Link href={hrefOf(id)}>{shortened(name || id)}</Link>, by: ({ name }) => name, isLong: true },
        { title: "Id", cell: ({ id }) => id, by: ({ id }) => id, isText: true },
        { title: "State", cell: ({ state }) => <Badge state={state} />, by: ({ state }) => state, isText: true },
        { title: "Submitted", cell: ({ submitted_ms }) => <Time ms={submitted_ms} />, by: ({ submitted_ms }) => submitted_ms },
        ...(areOver ? ENDED_COLUMNS : RUNNING_COLUMNS),
        { title: "Restarts", cell: ({ restarts }) => count(restarts), by: ({ restarts }) => restarts },
        { title: "Message", cell: ({ message }) => <Long text={message} />, isLong: true },
      ]}
    />
  );
}

function ApplicationsView() {
  const { value, error } = useAnswer<SparkApplication[]>("/api/v1/applications", EVERY_MS);
  return (
    <Page title="Applications">
      {value ? (
        <Table
          caption="Applications"
          rows={value}
          empty="There is no application here."
          keyOf={({ id }) => id}
          columns={[
            { title: "Application", cell: ({ id, name }) => <Link href={hrefOf(id)}>{shortened(name || id)}</Link>, by: ({ name }) => name, isLong: true },
            { title: "Id", cell: ({ id }) => id, by: ({ id }) => id, isText: true },
            { title: "State", cell: ({ attempts }) => <Badge state={attempts[0]?.completed ? "ended" : "running"} />, isText: true },
            { title: "User", cell: ({ attempts }) => attempts[0]?.sparkUser ?? "–", isText: true },
            { title: "Started", cell: ({ attempts }) => <Time ms={sparkTime(attempts[0]?.startTime)} />, by: ({ attempts }) => attempts[0]?.startTime ?? "" },
            { title: "Ended", cell: ({ attempts }) => <Time ms={sparkTime(attempts[0]?.endTime)} />, by: ({ attempts }) => attempts[0]?.endTime ?? "" },
          ]}
        />
      ) : (
        <Waiting error={error} what="list of applications" />
      )}
    </Page>
  );
}

// 2026-11-30T20:00:00.000GMT
export function sparkTime(text: string | undefined): number | null {
  const ms = Date.parse((text ?? "").replace("GMT", "Z"));
  return Number.isNaN(ms) || ms < 0 ? null : ms;
}
