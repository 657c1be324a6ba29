import { useMemo, useState } from "preact/hooks";

import type { Environment } from "../api";
import { ofApplication, useAnswer } from "../base/ask";
import { Long } from "../parts/long";
import { Page, Waiting } from "../parts/page";
import { Table } from "../parts/table";

export function EnvironmentView({ id, name }: { id: string; name: string }) {
  const { value, error } = useAnswer<Environment>(`${ofApplication(id)}/environment`, 0);
  return (
    <Page title="Environment" of={name}>
      {value ? <Settings settings={value.settings} /> : <Waiting error={error} what="environment" />}
    </Page>
  );
}

function Settings({ settings }: { settings: Environment["settings"] }) {
  const [words, setWords] = useState("");
  const [isAll, setAll] = useState(false);
  const rows = useMemo(() => {
    const wanted = words.toLowerCase();
    return settings.filter(({ key, value, source }) => (isAll || source !== "default") && `${key} ${value}`.toLowerCase().includes(wanted));
  }, [settings, words, isAll]);
  const tools = (
    <>
      <label class="choice">
        Search <input type="search" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      </label>
      <label class="choice">
        <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} /> Defaults, too
      </label>
    </>
  );
  return (
    <Table
      caption="Settings"
      rows={rows}
      tools={tools}
      pageSize={50}
      empty={words ? `No setting has "${words}" in it.` : "All settings have their default."}
      keyOf={({ key }) => key}
      columns={[
        { title: "Setting", cell: ({ key }) => key, by: ({ key }) => key, isLong: true },
        { title: "Value", cell: ({ value }) => <Long text={value} />, by: ({ value }) => value, isLong: true },
        { title: "Set by", cell: ({ source }) => source, by: ({ source }) => source, isText: true },
      ]}
    />
  );
}
