import type { ComponentChildren } from "preact";

export interface Fact {
  name: string;
  value: ComponentChildren;
  tone?: "bad" | "warn" | undefined;
}

export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value, tone }) => (
        <div key={name} class={tone}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
