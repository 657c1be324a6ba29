import type { Storage } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { bytes, count } from "../base/format";
import { Facts } from "../parts/facts";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table } from "../parts/table";

export function StorageView({ id, name, hasEnded }: { id: string; name: string; hasEnded: boolean }) {
  if (!hasEnded) return <Held id={id} name={name} />;
  return (
    <Page title="Storage" of={name}>
      <p class="note plain">It has ended, and holds nothing any more. What it held is not kept.</p>
    </Page>
  );
}

function Held({ id, name }: { id: string; name: string }) {
  const { value, error } = useAnswer<Storage>(`${ofApplication(id)}/storage`, 2000);
  return (
    <Page title="Storage" of={name}>
      {value ? (
        <>
          <Outdated error={error} />
          <Shown storage={value} />
        </>
      ) : (
        <Waiting error={error} what="storage" />
      )}
    </Page>
  );
}

// A block has copies: what executors keep is more than what is held.
function Shown({ storage: { blocks, executors } }: { storage: Storage }) {
  return (
    <>
      <Facts
        facts={[
          { name: "Received blocks held", value: count(blocks.held) },
          { name: "Their size", value: bytes(blocks.held_bytes) },
          { name: "Of no batch yet", value: count(blocks.unassigned) },
        ]}
      />
      <Table
        caption="What executors keep"
        rows={executors}
        empty="No executor keeps anything."
        keyOf={({ executor }) => executor}
        columns={[
          { title: "Executor", cell: ({ executor }) => executor, by: ({ executor }) => executor, isText: true },
          { title: "Worker", cell: ({ worker }) => worker, by: ({ worker }) => worker, isText: true },
          { title: "Blocks", cell: ({ blocks }) => count(blocks), by: ({ blocks }) => blocks },
          { title: "Memory", cell: ({ memory_bytes }) => bytes(memory_bytes), by: ({ memory_bytes }) => memory_bytes },
          { title: "Disk", cell: ({ disk_bytes }) => bytes(disk_bytes), by: ({ disk_bytes }) => disk_bytes },
        ]}
      />
    </>
  );
}
