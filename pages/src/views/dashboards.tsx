import { useMemo, useState } from "preact/hooks";

import type { Dashboard, Dashboards, ShownBatch, ShownValue } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { follower, linesOf, pointsOf } from "../base/dashboard";
import { count } from "../base/format";
import { hrefOf, Link } from "../base/route";
import { LinePlot } from "../parts/lines";
import { Long, shortened } from "../parts/long";
import { Outdated, Page, Waiting } from "../parts/page";
import { Table } from "../parts/table";
import { Time } from "../parts/time";

const FORMS = [
  ["table", "Table"],
  ["line", "Line"],
  ["bar", "Bar"],
] as const;

export function DashboardsView({ id, name }: { id: string; name: string }) {
  const { value, error } = useAnswer<Dashboards>(`${ofApplication(id)}/dashboards`, 2000);
  return (
    <Page title="Dashboards" of={name}>
      {value ? (
        <>
          <Outdated error={error} />
          <List id={id} dashboards={value.dashboards} />
        </>
      ) : (
        <Waiting error={error} what="dashboards" />
      )}
    </Page>
  );
}

function List({ id, dashboards }: { id: string; dashboards: Dashboards["dashboards"] }) {
  return (
    <Table
      caption="What the program shows"
      rows={dashboards}
      empty="The program shows nothing: show(name) of a stream makes a dashboard of it."
      keyOf={({ dashboard }) => dashboard}
      columns={[
        { title: "Dashboard", cell: ({ dashboard, name }) => <Link href={hrefOf(id, "dashboards", dashboard)}>{shortened(name)}</Link>, by: ({ name }) => name, isText: true },
        { title: "Columns", cell: ({ columns }) => columns.join(", "), isText: true },
        { title: "Rows", cell: ({ rows }) => count(rows), by: ({ rows }) => rows },
        { title: "Latest batch", cell: ({ time }) => <Time ms={time} withMillis />, by: ({ time }) => time, isText: true },
      ]}
    />
  );
}

// How it is shown is in the address, so that it can be sent to others.
export function DashboardView({ id, name, number, form }: { id: string; name: string; number: string; form: string | undefined }) {
  const [follow] = useState(follower);
  const { value, error } = useAnswer<Dashboard>(`${ofApplication(id)}/dashboards/${encodeURIComponent(number)}`, 1000, follow);
  const chosen = FORMS.find(([known]) => known === form)?.[0] ?? "table";
  const latest = value?.batches[value.batches.length - 1];
  return (
    <Page title={value?.name ?? `Dashboard ${number}`} of={name}>
      <nav class="forms" aria-label="Shown as">
        {FORMS.map(([known, title]) => (
          <Link key={known} href={hrefOf(id, "dashboards", number, known)} current={known === chosen}>
            {title}
          </Link>
        ))}
      </nav>
      {value && latest ? (
        <>
          <Outdated error={error} />
          {chosen === "line" ? <AsLines dashboard={value} /> : chosen === "bar" ? <AsBars batch={latest} /> : <AsTable columns={value.columns} batch={latest} />}
        </>
      ) : (
        <Waiting error={error} what="dashboard" />
      )}
    </Page>
  );
}

function Latest({ batch }: { batch: ShownBatch }) {
  return (
    <span class="quiet">
      <Time ms={batch.time} withMillis />
      {batch.more && `, the first ${count(batch.rows.length)} rows`}
    </span>
  );
}

const shown = (value: ShownValue | undefined) => (typeof value === "number" ? count(value) : <Long text={value ?? ""} />);

interface NumberedRow {
  row: ShownValue[];
  i: number;
}

function AsTable({ columns, batch }: { columns: string[]; batch: ShownBatch }) {
  const isNumber = columns.map((_, i) => batch.rows.every((row) => typeof row[i] === "number"));
  return (
    <Table
      caption="Latest batch"
      rows={batch.rows.map((row, i): NumberedRow => ({ row, i }))}
      tools={<Latest batch={batch} />}
      empty="The batch has no rows."
      keyOf={({ i }) => i}
      columns={columns.map((title, i) => ({
        title,
        cell: ({ row }: NumberedRow) => shown(row[i]),
        by: ({ row }: NumberedRow) => row[i] ?? "",
        isLong: !isNumber[i],
      }))}
    />
  );
}

const NO_NUMBER = "Its rows have no number to draw: a row needs one behind its key, or is one.";

function AsBars({ batch }: { batch: ShownBatch }) {
  const rows = pointsOf(batch).map((point, i) => ({ ...point, i }));
  const most = Math.max(...rows.map(({ value }) => Math.abs(value)), Number.MIN_VALUE);
  return (
    <Table
      caption="Latest batch"
      rows={rows}
      tools={<Latest batch={batch} />}
      empty={batch.rows.length === 0 ? "The batch has no rows." : NO_NUMBER}
      keyOf={({ i }) => i}
      columns={[
        { title: "Key", cell: ({ key }) => shortened(key, 60), by: ({ key }) => key, isLong: true },
        { title: "Value", cell: ({ value }) => count(value), by: ({ value }) => value },
        { title: "Bar", cell: ({ value }) => <Bar part={Math.abs(value) / most} isBelow={value < 0} />, isText: true },
      ]}
    />
  );
}

function Bar({ part, isBelow }: { part: number; isBelow: boolean }) {
  return (
    <svg class={isBelow ? "bar below" : "bar"} height="12" aria-hidden="true">
      <rect width={`${100 * part}%`} height="12" />
    </svg>
  );
}

function AsLines({ dashboard }: { dashboard: Dashboard }) {
  const lines = useMemo(() => linesOf(dashboard.batches), [dashboard]);
  if (lines.keys.length === 0) return <p class="quiet">{NO_NUMBER}</p>;
  return (
    <>
      <LinePlot name={dashboard.name} lines={lines} />
      {lines.left_out > 0 && <p class="quiet">{`${count(lines.left_out)} more keys with smaller values are not drawn.`}</p>}
    </>
  );
}
