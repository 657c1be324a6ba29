import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { plural } from "../base/format";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  by?: (row: Row) => number | string; // what it is sorted by; none: it is not
  isText?: boolean; // else a figure, to the right
  isLong?: boolean; // a text of any length
}

interface TableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  empty: string;
  keyOf: (row: Row) => string | number;
  pageSize?: number;
  tools?: ComponentChildren;
}

interface Order {
  column: number;
  isDown: boolean;
}

const kindOf = <Row,>({ isText, isLong }: Column<Row>) => (isLong ? "text long" : isText ? "text" : "");

function sorted<Row>(rows: Row[], columns: Column<Row>[], order: Order | undefined): Row[] {
  const by = order && columns[order.column]?.by;
  if (!order || !by) return rows;
  const sign = order.isDown ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    return x < y ? -sign : x > y ? sign : 0;
  });
}

// A table with its name above it. Long ones have pages; one that is wider than its place is scrolled, by keys as well.
export function Table<Row>({ caption, columns, rows, empty, keyOf, pageSize = 25, tools }: TableProps<Row>) {
  const name = useId();
  const [order, setOrder] = useState<Order>();
  const [wantedPage, setPage] = useState(0);
  const ordered = useMemo(() => sorted(rows, columns, order), [rows, order]);
  const last = Math.max(0, Math.ceil(rows.length / pageSize) - 1);
  const page = Math.min(wantedPage, last);
  return (
    <div class="table">
      <div class="table-head">
        <h2 id={name}>{caption}</h2>
        {tools}
        {last > 0 && <Pages page={page} last={last} rows={rows.length} caption={caption} onPage={setPage} />}
      </div>
      {rows.length === 0 ? (
        <p class="quiet">{empty}</p>
      ) : (
        <Scrolled name={name}>
          <table aria-labelledby={name}>
            <thead>
              <tr>
                {columns.map((column, i) => (
                  <Head key={column.title} column={column} i={i} order={order} onOrder={setOrder} />
                ))}
              </tr>
            </thead>
            <tbody>
              {ordered.slice(page * pageSize, (page + 1) * pageSize).map((row) => (
                <tr key={keyOf(row)}>
                  {columns.map((column, i) =>
                    i === 0 ? (
                      <th key={column.title} scope="row" class={kindOf(column)}>
                        {column.cell(row)}
                      </th>
                    ) : (
                      <td key={column.title} class={kindOf(column)}>
                        {column.cell(row)}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolled>
      )}
    </div>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  i: number;
  order: Order | undefined;
  onOrder: (order: Order) => void;
}

function Head<Row>({ column, i, order, onOrder }: HeadProps<Row>) {
  const isBy = order?.column === i;
  const kind = kindOf(column);
  if (!column.by) return <th scope="col" class={kind}>{column.title}</th>;
  return (
    <th scope="col" class={kind} aria-sort={isBy ? (order.isDown ? "descending" : "ascending") : "none"}>
      <button type="button" class="sort" onClick={() => onOrder({ column: i, isDown: isBy ? !order.isDown : !column.isText })}>
        {column.title}
        <span aria-hidden="true">{isBy ? (order.isDown ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

interface PagesProps {
  page: number;
  last: number;
  rows: number;
  caption: string;
  onPage: (page: number) => void;
}

function Pages({ page, last, rows, caption, onPage }: PagesProps) {
  return (
    <nav class="pages" aria-label={`Pages of ${caption}`}>
      <button type="button" disabled={page === 0} onClick={() => onPage(0)} aria-label="First page">
        «
      </button>
      <button type="button" disabled={page === 0} onClick={() => onPage(page - 1)} aria-label="Previous page">
        ‹
      </button>
      <span>
        {page + 1} of {last + 1} <span class="quiet">({plural(rows, "row")})</span>
      </span>
      <button type="button" disabled={page === last} onClick={() => onPage(page + 1)} aria-label="Next page">
        ›
      </button>
      <button type="button" disabled={page === last} onClick={() => onPage(last)} aria-label="Last page">
        »
      </button>
    </nav>
  );
}

// Can be reached by keys only while there is something to scroll.
export function Scrolled({ name, children }: { name: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);
  const measure = () => box.current && setWider(box.current.scrollWidth > box.current.clientWidth);
  useLayoutEffect(() => void measure());
  useEffect(() => {
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return (
    <div ref={box} class="scrolled" {...(isWider ? { tabIndex: 0, role: "region" as const, "aria-labelledby": name } : {})}>
      {children}
    </div>
  );
}
