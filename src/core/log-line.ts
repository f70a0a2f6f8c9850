/** One line of a log, out of the wrappings that tools put around it. */
export type LogLine = {
  readonly text: string;
  /** RFC 3339 with milliseconds, where the line carries a time of the log driver. */
  readonly at?: string;
  /** The service that `docker compose logs` names in front. */
  readonly source?: string;
  /** The container that journald names beside it. */
  readonly container?: string;
};

const terminalControl = /\u001b\[[0-?]*[ -/]*[@-~]/g;
const composePrefix = /^([A-Za-z0-9][\w.-]*) +\| ?/;
const timePrefix = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) /;
/** `gh run view --log` writes job and step in front. */
const stepPrefix = /^[^\t]{1,200}\t[^\t]{1,200}\t\ufeff?(?=\d{4}-\d\d-\d\dT)/;
const jsonFile = '{"log":"';
const message = 'MESSAGE=';

export const logLine = (raw: string): LogLine => {
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (line.startsWith(jsonFile)) return fromJsonFile(line);
  if (line.startsWith('{') && line.includes('"MESSAGE"')) return fromJournal(line);
  if (line.startsWith(message)) return { text: plainOf(line.slice(message.length)) };
  const uncoloured = plainOf(line);
  const plain = uncoloured.includes('\t') ? uncoloured.replace(stepPrefix, '') : uncoloured;
  const source = composePrefix.exec(plain);
  const rest = source ? plain.slice(source[0].length) : plain;
  const time = timePrefix.exec(rest);
  return {
    text: time ? rest.slice(time[0].length) : rest,
    ...timeOf(time?.[1]),
    ...(source?.[1] !== undefined && { source: source[1] }),
  };
};

const plainOf = (line: string): string =>
  line.includes('\u001b') ? line.replace(terminalControl, '') : line;

/** Docker's json-file driver: `{"log":"…\n","stream":"stderr","time":"…"}`. */
const fromJsonFile = (line: string): LogLine => {
  const entry = parsed(line);
  if (!entry) return { text: unescaped(line.slice(jsonFile.length)) };
  const text = entry.log.replace(/\r?\n$/, '').replace(terminalControl, '');
  return { text, ...timeOf(entry.time) };
};

/** `journalctl -o json`. */
const fromJournal = (line: string): LogLine => {
  const entry = fieldsOf(line);
  const text = entry?.['MESSAGE'];
  if (!entry || typeof text !== 'string') return { text: line };
  return { text: plainOf(text), ...journalFacts((name) => entry[name]) };
};

/** What journald notes beside a message; `field` gives one of its fields. */
export const journalFacts = (
  field: (name: string) => unknown,
): Pick<LogLine, 'at' | 'container'> => {
  const micros = field('__REALTIME_TIMESTAMP');
  const container = field('CONTAINER_NAME');
  const ms = typeof micros === 'string' && /^\d{13,17}$/.test(micros) ? Number(micros) / 1000 : NaN;
  return {
    ...(!Number.isNaN(ms) && { at: new Date(ms).toISOString() }),
    ...(typeof container === 'string' && container !== '' && { container }),
  };
};

/** A journal's export writes each field on a line of its own, entries apart by an empty one. */
export const journalBeside = (before: string, after: string): Pick<LogLine, 'at' | 'container'> => {
  const entry = before.slice(before.lastIndexOf('\n\n') + 1) + (after.split('\n\n')[0] ?? '');
  return journalFacts((name) => new RegExp(`^${name}=(.*)$`, 'm').exec(entry)?.[1]);
};

export const isJournalLine = (raw: string): boolean => raw.startsWith(message);

type Entry = { readonly log: string; readonly time?: string };

const parsed = (line: string): Entry | undefined => {
  const entry = fieldsOf(line);
  if (typeof entry?.['log'] !== 'string') return undefined;
  return { log: entry['log'], ...(typeof entry['time'] === 'string' && { time: entry['time'] }) };
};

const fieldsOf = (line: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
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
