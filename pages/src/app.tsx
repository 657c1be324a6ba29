import "./app.css";

import { render, type ComponentChildren } from "preact";

import type { Series, Summary } from "./api";
import type { AskError } from "./base/ask";
import { useFeed, type Connection } from "./base/feed";
import { Changing, LiveProvider, LiveSwitch } from "./base/live";
import { hrefOf, Link, useRoute, type Route } from "./base/route";
import { shortened } from "./parts/long";
import { Outdated, Page, Waiting } from "./parts/page";
import { ApplicationView } from "./views/application";
import { BatchView } from "./views/batch";
import { ClusterView } from "./views/cluster";
import { DashboardsView, DashboardView } from "./views/dashboards";
import { EnvironmentView } from "./views/environment";
import { ExecutorsView } from "./views/executors";
import { JobView } from "./views/job";
import { JobsView } from "./views/jobs";
import { LogsView } from "./views/logs";
import { ReceiversView } from "./views/receivers";
import { StorageView } from "./views/storage";

const VIEWS = [
  ["", "Overview"],
  ["jobs", "Jobs"],
  ["dashboards", "Dashboards"],
  ["receivers", "Receivers"],
  ["executors", "Executors"],
  ["storage", "Storage"],
  ["environment", "Environment"],
  ["logs", "Logs"],
] as const;

function App() {
  const route = useRoute();
  return (
    <LiveProvider>
      <a class="skip" href="#main">
        Skip to content
      </a>
      {route.application === null ? <ClusterFrame /> : <ApplicationFrame key={route.application} id={route.application} route={route} />}
    </LiveProvider>
  );
}

function Header({ application, children }: { application?: { id: string; name: string }; children?: ComponentChildren }) {
  return (
    <header>
      <p class="where">
        <Link href="/">
          <span class="brand">Sluice</span>
        </Link>
        {application && (
          <>
            <span aria-hidden="true"> / </span>
            <Link href={hrefOf(application.id)}>{shortened(application.name, 48)}</Link>
          </>
        )}
      </p>
      {children}
      <LiveSwitch />
    </header>
  );
}

function ClusterFrame() {
  return (
    <>
      <Header />
      <main id="main" tabIndex={-1}>
        <ClusterView />
      </main>
      <Footer />
    </>
  );
}

function ApplicationFrame({ id, route }: { id: string; route: Route }) {
  const { summary, series, connection, error } = useFeed(id);
  return (
    <>
      <Header application={{ id, name: summary?.name || id }}>
        <nav aria-label="Application">
          <ul>
            {VIEWS.filter(([view]) => view !== "logs" || summary?.logs !== false).map(([view, title]) => (
              <li key={view}>
                <Link href={view ? hrefOf(id, view) : hrefOf(id)} current={route.view === view || (view === "" && route.view === "batches")}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      </Header>
      <main id="main" tabIndex={-1}>
        {route.view === "logs" ? (
          <LogsView id={id} name={summary?.name ?? id} />
        ) : summary ? (
          <Changing changes={summary.ended === null}>
            <Outdated error={error} />
            <Viewed route={route} summary={summary} series={series} />
          </Changing>
        ) : (
          <Unknown id={id} error={error} />
        )}
      </main>
      <Footer connection={connection} />
    </>
  );
}

// It may have ended, and its event log be gone or damaged: its logs may still be there.
function Unknown({ id, error }: { id: string; error: AskError | undefined }) {
  return (
    <Page title={id}>
      <Waiting error={error} what="application" />
      {(error?.status === 404 || error?.status === 500) && (
        <p>
          <Link href={hrefOf(id, "logs")}>What it has printed</Link>
        </p>
      )}
    </Page>
  );
}

function Viewed({ route, summary, series }: { route: Route; summary: Summary; series: Series }) {
  const { id, name } = summary;
  const [first] = route.rest;
  switch (route.view) {
    case "":
      return <ApplicationView summary={summary} series={series} />;
    case "batches":
      return first ? <BatchView key={first} id={id} name={name} time={first} interval={summary.interval_ms} /> : <ApplicationView summary={summary} series={series} />;
    case "jobs":
      return first ? <JobView key={first} id={id} name={name} job={first} /> : <JobsView id={id} name={name} />;
    case "dashboards":
      return first ? <DashboardView key={first} id={id} name={name} number={first} form={route.rest[1]} /> : <DashboardsView id={id} name={name} />;
    case "receivers":
      return <ReceiversView summary={summary} />;
    case "executors":
      return <ExecutorsView id={id} name={name} hasEnded={summary.ended !== null} />;
    case "storage":
      return <StorageView id={id} name={name} hasEnded={summary.ended !== null} />;
    case "environment":
      return <EnvironmentView id={id} name={name} />;
  }
  return <Page title="No such page">{`An application has no page "${route.view}".`}</Page>;
}

const CONNECTIONS: Record<Connection, string> = {
  loading: "Loading",
  live: "Updates come as they happen",
  polling: "Asks every two seconds",
  paused: "No updates",
  lost: "Nobody answers, trying again",
  ended: "It has ended: nothing changes any more",
};

function Footer({ connection }: { connection?: Connection }) {
  return (
    <footer>
      {connection && (
        <span role="status" class={`connection ${connection}`}>
          {CONNECTIONS[connection]}
        </span>
      )}
      <a href="/static/licenses.txt">Licenses</a>
    </footer>
  );
}

render(<App />, document.getElementById("app")!);
