import type { Executor } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { bytes, count, duration } from "../base/format";
import { Badge } from "../parts/badge";
import { Facts } from "../parts/facts";
import { Long } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table, type Column } from "../parts/table";
import { Time } from "../parts/time";

export function ExecutorsView({ id, name, hasEnded }: { id: string; name: string; hasEnded: boolean }) {
  const { value, error } = useAnswer<{ executors: Executor[] }>(`${ofApplication(id)}/executors`, 2000);
  return (
    <Page title="Executors" of={name}>
      {value ? (
        <>
          <Outdated error={error} />
          <Shown executors={value.executors} hasEnded={hasEnded} />
        </>
      ) : (
        <Waiting error={error} what="list of executors" />
      )}
    </Page>
  );
}

const perTask = ({ tasks, tasks_ms }: Executor) => (tasks > 0 ? tasks_ms / tasks : null);

// Only while there is one of these.
const LEAVING: Column<Executor>[] = [{ title: "To hand over", cell: ({ to_hand_over }) => count(to_hand_over), by: ({ to_hand_over }) => to_hand_over }];
const GONE: Column<Executor>[] = [
  { title: "Gone", cell: ({ gone }) => <Time ms={gone} />, by: ({ gone }) => gone ?? 0 },
  { title: "Why", cell: ({ reason }) => <Long text={reason} />, isLong: true },
];

// Figures of the moment, which an application that has ended has none of.
const NOW: Column<Executor>[] = [
  { title: "Blocks", cell: ({ blocks }) => count(blocks), by: ({ blocks }) => blocks },
  { title: "Memory", cell: ({ memory_bytes }) => bytes(memory_bytes), by: ({ memory_bytes }) => memory_bytes },
  { title: "Disk", cell: ({ disk_bytes }) => bytes(disk_bytes), by: ({ disk_bytes }) => disk_bytes },
];
const SLOTS: Column<Executor> = { title: "Slots", cell: ({ slots }) => count(slots), by: ({ slots }) => slots };
const SLOTS_IN_USE: Column<Executor> = {
  title: "Slots in use",
  cell: ({ running_tasks, slots }) => `${count(running_tasks)} of ${count(slots)}`,
  by: ({ running_tasks }) => running_tasks,
};

function Shown({ executors, hasEnded }: { executors: Executor[]; hasEnded: boolean }) {
  const here = executors.filter(({ gone }) => gone === null);
  const lost = executors.filter(({ state }) => state === "lost").length;
  const sum = (pick: (executor: Executor) => number) => here.reduce((total, executor) => total + pick(executor), 0);
  return (
    <>
      <Facts
        facts={[
          hasEnded
            ? { name: "Executors it had", value: count(executors.length) }
            : { name: "Executors", value: count(here.length), tone: here.length === 0 ? ("bad" as const) : undefined },
          { name: "Lost", value: count(lost), tone: lost > 0 ? ("warn" as const) : undefined },
          ...(hasEnded
            ? []
            : [
                { name: "Slots in use", value: `${count(sum((e) => e.running_tasks))} of ${count(sum((e) => e.slots))}` },
                { name: "Blocks in memory", value: bytes(sum((e) => e.memory_bytes)) },
                { name: "Blocks on disk", value: bytes(sum((e) => e.disk_bytes)) },
              ]),
        ]}
      />
      <Table
        caption="Executors"
        rows={executors}
        empty={hasEnded ? "No executor had attached." : "No executor has attached. An application waits for cores that are free."}
        keyOf={({ executor }) => executor}
        columns={[
          { title: "Executor", cell: ({ executor }) => executor, by: ({ executor }) => executor, isText: true },
          { title: "Worker", cell: ({ worker }) => worker, by: ({ worker }) => worker, isText: true },
          { title: "State", cell: ({ state }) => <Badge state={state} />, by: ({ state }) => state, isText: true },
          hasEnded ? SLOTS : SLOTS_IN_USE,
          { title: "Tasks done", cell: ({ tasks }) => count(tasks), by: ({ tasks }) => tasks },
          { title: "A task", cell: (executor) => duration(perTask(executor)), by: (executor) => perTask(executor) ?? -1 },
          ...(hasEnded ? [] : NOW),
          ...(executors.some(({ to_hand_over }) => to_hand_over > 0) ? LEAVING : []),
          { title: "Since", cell: ({ attached }) => <Time ms={attached} />, by: ({ attached }) => attached },
          ...(here.length < executors.length ? GONE : []),
          { title: "Address", cell: ({ address }) => address, isText: true },
        ]}
      />
    </>
  );
}
