// Figures as people read them. What is not known is a dash.

const DASH = "–";
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

type Figure = number | null | undefined;

// With so many places after the point. Each takes long to make.
const FORMATS = [0, 1, 2].map((places) => new Intl.NumberFormat("en-US", { maximumFractionDigits: places }));

// Three digits that count: 1.25, 12.5, 125.
function digits(value: number): string {
  const places = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return FORMATS[places]!.format(value);
}

export function count(value: Figure): string {
  return value == null ? DASH : digits(value);
}

export function duration(ms: Figure): string {
  if (ms == null) return DASH;
  if (ms < 1000) return `${digits(ms)} ms`;
  if (ms < 60_000) return `${digits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

export function bytes(value: Figure): string {
  if (value == null) return DASH;
  let unit = 0;
  while (value >= 1024 && unit + 1 < UNITS.length) {
    value /= 1024;
    ++unit;
  }
  return `${digits(value)} ${UNITS[unit]}`;
}

export function rate(perSecond: Figure): string {
  return perSecond == null ? DASH : `${digits(perSecond)}/s`;
}

const two = (value: number) => String(value).padStart(2, "0");

function day(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

// In the time zone of who reads; the day only when it is not today's.
export function clock(ms: number, withMillis = false): string {
  const time = new Date(ms);
  const hours = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const exact = withMillis ? `${hours}.${String(time.getMilliseconds()).padStart(3, "0")}` : hours;
  return day(time) === day(new Date()) ? exact : `${day(time)} ${exact}`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
