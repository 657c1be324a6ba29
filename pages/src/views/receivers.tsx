import type { Receiver, Summary } from "../api";
import { count, rate } from "../base/format";
import { Badge } from "../parts/badge";
import { Long } from "../parts/long";
import { Page } from "../parts/page";
import { Table } from "../parts/table";

export function ReceiversView({ summary }: { summary: Summary }) {
  return (
    <Page title="Receivers" of={summary.name}>
      <Table
        caption="Receivers"
        rows={summary.receivers}
        empty="The application has no receivers: its inputs are read by the batches themselves."
        keyOf={({ run, stream }: Receiver) => `${run}-${stream}`}
        columns={[
          { title: "Receiver", cell: ({ name }) => <Long text={name} />, by: ({ name }) => name, isLong: true },
          { title: "State", cell: ({ state }) => <Badge state={state} />, by: ({ state }) => state, isText: true },
          { title: "Executor", cell: ({ executor }) => (executor < 0 ? "waits for one" : executor), by: ({ executor }) => executor },
          { title: "Records", cell: ({ records }) => count(records), by: ({ records }) => records },
          { title: "Dropped", cell: ({ dropped }) => count(dropped), by: ({ dropped }) => dropped },
          { title: "Rate limit", cell: ({ limit }) => (limit > 0 ? rate(limit) : "none"), by: ({ limit }) => limit },
          { title: "Processed at", cell: ({ processing_rate }) => (processing_rate > 0 ? rate(processing_rate) : "–"), by: ({ processing_rate }) => processing_rate },
          { title: "Starts", cell: ({ starts }) => count(starts), by: ({ starts }) => starts },
          { title: "What it said last", cell: ({ message }) => <Long text={message} />, isLong: true },
        ]}
      />
    </Page>
  );
}
