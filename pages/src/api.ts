// What is answered over HTTP: driver/pages of an application, driver/web of a cluster. Points in time are ms since the
// epoch, `*_ms` that are no points are durations, sizes are bytes. null: has not come, or is not known.

export interface Cluster {
  version: string;
  address: string;
  started_ms: number;
  workers: Worker[];
  applications: ClusterApplication[];
}

export interface Worker {
  worker: string;
  host: string;
  state: string; // alive, away, leaving, draining, drained
  cores: number;
  cores_used: number;
  memory_bytes: number;
  heartbeat_age_ms: number | null; // null: it is not connected
  registered_ms: number;
}

export interface ClusterApplication {
  id: string;
  name: string;
  state: string;
  message: string;
  submitted_ms: number;
  started_ms: number | null;
  ended_ms: number | null;
  restarts: number;
  executors: { executor: number; worker: string; cores: number; state: string }[];
}

// What changes all the time.
export interface Totals {
  state: string; // starting, running, stopping, ended
  batches: { waiting: number; running: number; completed: number; failed: number };
  jobs_running: number;
  executors: { attached: number; slots: number; running_tasks: number; lost: number };
  records: { received: number; replicated: number; processed: number; lost: number; repeated: number };
  blocks: Blocks;
}

export interface Blocks {
  held: number;
  held_bytes: number;
  unassigned: number; // of no batch yet
}

export interface Summary extends Totals {
  id: string;
  name: string;
  user: string;
  life: number; // of its driver
  started: number;
  ended: number | null;
  interval_ms: number; // 0: it has no streams
  logs: boolean; // who answers has what its processes printed
  log_damage: string; // why its event log could not be read to its end
  receivers: Receiver[];
  verdict: Verdict;
  cursor: string;
}

export interface Verdict {
  kind: string; // none: nothing is wrong
  text: string;
  evidence: string[];
}

export interface Receiver {
  run: number;
  stream: number;
  name: string;
  state: string; // WAITING, STARTING, ACTIVE, RETRYING, SOURCE_CLOSED, STOPPED
  executor: number; // -1: waits for one
  message: string;
  records: number;
  dropped: number;
  starts: number;
  limit: number; // records a second, 0: none
  processing_rate: number; // so fast was its last batch processed, 0: not known
}

export interface Executor {
  executor: number;
  worker: string;
  address: string;
  state: string; // attached, leaving, gone, lost
  reason: string;
  attached: number;
  gone: number | null;
  slots: number;
  running_tasks: number;
  tasks: number;
  tasks_ms: number;
  records: number;
  blocks: number;
  memory_bytes: number;
  disk_bytes: number;
  to_hand_over: number;
}

export interface Storage {
  blocks: Blocks;
  executors: Pick<Executor, "executor" | "worker" | "blocks" | "memory_bytes" | "disk_bytes">[];
}

export interface Dashboards {
  dashboards: { dashboard: number; name: string; columns: string[]; time: number; rows: number }[];
}

export interface Dashboard {
  dashboard: number;
  name: string;
  columns: string[];
  batches: ShownBatch[]; // oldest first
}

export type ShownValue = number | string;

export interface ShownBatch {
  time: number;
  rows: ShownValue[][];
  more: boolean; // it has rows that are not shown
}

// Columns of the same length, by time.
export interface Series {
  time: number[];
  records: number[];
  scheduling_ms: (number | null)[];
  processing_ms: (number | null)[];
  total_ms: (number | null)[];
  state: string[]; // waiting, running, completed, failed
}

// At most 5 KiB: `more` says that not all of it is here.
export interface Changes {
  cursor: string;
  reset: boolean; // the cursor was of a former life: this is everything
  more: boolean;
  totals: Totals;
  verdict: Pick<Verdict, "kind" | "text">;
  receivers: Receiver[];
  series: Series;
}

export interface Batch {
  time: number;
  run: number;
  state: string;
  records: number;
  blocks: number;
  submitted: number;
  scheduling_ms: number | null;
  processing_ms: number | null;
  total_ms: number | null;
  error: string;
  inputs: { input: number; records: number | null; found: string[]; found_count: number }[];
  outputs: { number: number; name: string; started: number; ended: number | null; error: string }[];
  jobs: JobLine[];
}

export interface JobLine {
  job: number;
  state: string; // running, succeeded, failed
  description: string;
  output: number | null;
  started: number;
  ended: number | null;
  tasks: number;
  completed: number;
  error: string;
}

export interface Job extends JobLine {
  group: string;
  batch: number | null;
  stages: Stage[];
}

export interface Stage {
  number: number;
  attempt: number;
  name: string; // its operators, as written in the program
  parents?: number[]; // the stages it reads
  tasks: number;
  active: number;
  completed: number;
  failed: number;
  started: number | null;
  ended: number | null;
  took: TaskSummary | null; // null: it has not ended
}

export interface TaskSummary {
  run_ms: Spread;
  records: Spread;
  slowest: Task;
  largest: Task; // has read most records
  executors: { executor: number; tasks: number; run_ms: number; records: number }[];
}

export interface Spread {
  min: number;
  lower_quartile: number;
  median: number;
  upper_quartile: number;
  max: number;
  total: number;
}

export interface Task {
  partition: number;
  executor: number;
  run_ms: number;
  records: number;
}

export interface Environment {
  settings: { key: string; value: string; source: string }[]; // default, file, environment, flag, code, set
}

// What follows is Spark's: points in time are text.

export interface SparkApplication {
  id: string;
  name: string;
  attempts: { startTime: string; endTime: string; sparkUser: string; completed: boolean }[];
}

export interface SparkJob {
  jobId: number;
  name: string;
  description?: string;
  submissionTime?: string;
  completionTime?: string;
  jobGroup?: string;
  status: string;
  stageIds: number[];
  numTasks: number;
  numCompletedTasks: number;
  numFailedTasks: number;
}
