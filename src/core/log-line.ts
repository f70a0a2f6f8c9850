/** One line of a log, out of the wrappings that tools put around it. */
export type LogLine = {
  readonly text: string;
  /** RFC 3339 with milliseconds, where the line carries a time of the log driver. */
  readonly at?: string;
  /** The service that `docker compose logs` names in front. */
  readonly source?: string;
};

const terminalControl = /\u001b\[[0-?]*[ -/]*[@-~]/g;
const composePrefix = /^([A-Za-z0-9][\w.-]*) +\| ?/;
const timePrefix = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) /;
const jsonFile = '{"log":"';

export const logLine = (raw: string): LogLine => {
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (line.startsWith(jsonFile)) return fromJsonFile(line);
  const plain = line.includes('\u001b') ? line.replace(terminalControl, '') : line;
  const source = composePrefix.exec(plain);
  const rest = source ? plain.slice(source[0].length) : plain;
  const time = timePrefix.exec(rest);
  return {
    text: time ? rest.slice(time[0].length) : rest,
    ...timeOf(time?.[1]),
    ...(source?.[1] !== undefined && { source: source[1] }),
  };
};

/** Docker's json-file driver: `{"log":"…\n","stream":"stderr","time":"…"}`. */
const fromJsonFile = (line: string): LogLine => {
  const entry = parsed(line);
  if (!entry) return { text: unescaped(line.slice(jsonFile.length)) };
  const text = entry.log.replace(/\r?\n$/, '').replace(terminalControl, '');
  return { text, ...timeOf(entry.time) };
};

type Entry = { readonly log: string; readonly time?: string };

const parsed = (line: string): Entry | undefined => {
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    if (typeof entry.log !== 'string') return undefined;
    return { log: entry.log, ...(typeof entry.time === 'string' && { time: entry.time }) };
  } catch {
    // Cut off, or only looking like one: its text is read as far as it goes.
    return undefined;
  }
};

const timeOf = (written: string | undefined): { readonly at?: string } => {
  const time = written === undefined ? NaN : Date.parse(written.replace(',', '.'));
  return Number.isNaN(time) ? {} : { at: new Date(time).toISOString() };
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** What JSON escaped, as it was; broken escapes stay as they are. */
export const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code?: string, char?: string) =>
    code === undefined
      ? (escapes[char ?? ''] ?? char ?? '')
      : String.fromCharCode(parseInt(code, 16)),
  );
