import type { SparkJob } from "../api";
import { asSparkOfApplication, useAnswer } from "../base/ask";
import { count, duration } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { Badge } from "../parts/badge";
import { Long } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table } from "../parts/table";
import { Time } from "../parts/time";
import { sparkTime } from "./cluster";

export function JobsView({ id, name }: { id: string; name: string }) {
  const { value, error } = useAnswer<SparkJob[]>(`${asSparkOfApplication(id)}/jobs`, 3000);
  return (
    <Page title="Jobs" of={name}>
      {value ? (
        <>
          <Outdated error={error} />
          <Jobs id={id} jobs={value} />
        </>
      ) : (
        <Waiting error={error} what="list of jobs" />
      )}
    </Page>
  );
}

function timeOf({ submissionTime, completionTime }: SparkJob): number | null {
  const [from, to] = [sparkTime(submissionTime), sparkTime(completionTime)];
  return from === null ? null : (to ?? Date.now()) - from;
}

function Jobs({ id, jobs }: { id: string; jobs: SparkJob[] }) {
  return (
    <Table
      caption="Jobs, newest first"
      rows={[...jobs].sort((a, b) => b.jobId - a.jobId)}
      empty="No job has run yet."
      keyOf={({ jobId }) => jobId}
      columns={[
        { title: "Job", cell: ({ jobId }) => <Link href={hrefOf(id, "jobs", jobId)}>{`Job ${jobId}`}</Link>, by: ({ jobId }) => jobId, isText: true },
        { title: "What", cell: ({ name, description }) => <Long text={description || name} />, isLong: true },
        { title: "State", cell: ({ status }) => <Badge state={status} />, by: ({ status }) => status, isText: true },
        { title: "Started", cell: ({ submissionTime }) => <Time ms={sparkTime(submissionTime)} withMillis />, by: ({ jobId }) => jobId },
        { title: "Time", cell: (job) => duration(timeOf(job)), by: (job) => timeOf(job) ?? -1 },
        { title: "Stages", cell: ({ stageIds }) => count(stageIds.length), by: ({ stageIds }) => stageIds.length },
        { title: "Tasks done", cell: ({ numCompletedTasks, numTasks }) => `${count(numCompletedTasks)} of ${count(numTasks)}`, by: ({ numTasks }) => numTasks },
        { title: "Failed attempts", cell: ({ numFailedTasks }) => count(numFailedTasks), by: ({ numFailedTasks }) => numFailedTasks },
        { title: "Group", cell: ({ jobGroup }) => jobGroup ?? "", isText: true },
      ]}
    />
  );
}
