import { join } from 'node:path';
import { configText, includedFiles } from './config-files.ts';
import { configLines, type ConfigLine } from './config-lines.ts';
import { matchLine } from './config-match.ts';
import { matchesPattern } from './patterns.ts';

/** What applies to one host: of most directives the first, of a few all. */
export type Rules = {
  readonly first: ReadonlyMap<string, Setting>;
  readonly all: ReadonlyMap<string, readonly Setting[]>;
  /** Why ssh itself has to read this configuration. */
  readonly asksSsh: readonly string[];
};

export type Setting = {
  readonly words: readonly string[];
  readonly place: string;
  /** Set by the system's file, not by the operator's. */
  readonly isSystem: boolean;
};

export type Wanted = {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly localUser: string;
  readonly home: string;
  readonly configFile: string | undefined;
};

export type RulesRead =
  { readonly ok: true; readonly rules: Rules } | { readonly ok: false; readonly problem: string };

type Reading = {
  readonly wanted: Wanted;
  readonly first: Map<string, Setting>;
  readonly all: Map<string, Setting[]>;
  readonly asksSsh: string[];
  /** What Host lines are compared with: in the second pass, the name that was found. */
  host: string;
  isFinal: boolean;
  wantsFinal: boolean;
  problem: string | undefined;
};

type Source = { readonly isSystem: boolean; readonly guarded: boolean; readonly depth: number };

const repeated = new Set(['identityfile', 'certificatefile']);
const rivals: Readonly<Record<string, string>> = {
  proxyjump: 'proxycommand',
  proxycommand: 'proxyjump',
};
const synonyms: Readonly<Record<string, string>> = {
  pubkeyacceptedkeytypes: 'pubkeyacceptedalgorithms',
  challengeresponseauthentication: 'kbdinteractiveauthentication',
  dsaauthentication: 'pubkeyauthentication',
};
/** Directives whose exact words matter here; odd ones of others may be as odd as they like. */
const understood = new Set([
  ...['hostname', 'user', 'port', 'identityfile', 'identityagent', 'identitiesonly', 'proxyjump'],
  ...['userknownhostsfile', 'globalknownhostsfile', 'hostkeyalias', 'stricthostkeychecking'],
  ...['serveraliveinterval', 'serveralivecountmax', 'connecttimeout', 'bindaddress'],
]);
const deepest = 16;

/** Reads ssh_config as ssh does: the operator's file, then the system's; what comes first counts. */
export const readRules = async (wanted: Wanted): Promise<RulesRead> => {
  const reading: Reading = {
    wanted,
    first: new Map(),
    all: new Map(),
    asksSsh: [],
    host: wanted.host,
    isFinal: false,
    wantsFinal: false,
    problem: undefined,
  };
  if (wanted.user !== undefined) given(reading, 'user', wanted.user);
  if (wanted.port !== undefined) given(reading, 'port', String(wanted.port));
  await readAll(reading);
  if (reading.wantsFinal) {
    reading.host = hostNameOf(reading);
    reading.isFinal = true;
    await readAll(reading);
  }
  const { first, all, asksSsh, problem } = reading;
  if (problem !== undefined) return { ok: false, problem };
  return { ok: true, rules: { first, all, asksSsh } };
};

const given = ({ first }: Reading, key: string, value: string): void => {
  first.set(key, { words: [value], place: 'the command line', isSystem: false });
};

const readAll = async (reading: Reading): Promise<void> => {
  const { home, configFile } = reading.wanted;
  const own = configFile ?? join(home, '.ssh/config');
  const guarded = configFile === undefined;
  await readFile(own, true, reading, { isSystem: false, guarded, depth: 0 });
  if (configFile !== undefined) return;
  const system = { isSystem: true, guarded: false, depth: 0 };
  await readFile('/etc/ssh/ssh_config', true, reading, system);
};

/** `applies`: false inside a section that does not hold, where no section can hold either. */
const readFile = async (
  file: string,
  applies: boolean,
  reading: Reading,
  source: Source,
): Promise<void> => {
  const read = await configText(file, source.guarded);
  if (!read.ok) {
    reading.problem ??= read.problem;
    return;
  }
  let holds = applies;
  for (const line of configLines(read.text, file)) {
    if (line.key === 'host' || line.key === 'match') {
      holds = applies && sectionHolds(line, reading);
    } else if (line.key === 'include') {
      await include(line, holds, reading, source);
    } else if (holds) {
      keep(line, reading, source);
    }
  }
};

const sectionHolds = (line: ConfigLine, reading: Reading): boolean => {
  if (line.isOdd) {
    reading.asksSsh.push(`the quoting in ${line.place}`);
    return false;
  }
  if (line.key === 'host') {
    const isExcluded = line.words.some(
      (word) => word.startsWith('!') && matchesPattern(reading.host, word.slice(1)),
    );
    return !isExcluded && line.words.some((word) => matchesPattern(reading.host, word));
  }
  const matched = matchLine(line.words, {
    host: hostNameOf(reading),
    originalHost: reading.wanted.host,
    user: reading.first.get('user')?.words[0] ?? reading.wanted.localUser,
    localUser: reading.wanted.localUser,
    isFinal: reading.isFinal,
  });
  if ('asksSsh' in matched) {
    reading.asksSsh.push(`${matched.asksSsh} (${line.place})`);
    return false;
  }
  if (matched.wantsFinal) reading.wantsFinal = true;
  return matched.holds;
};

const include = async (
  line: ConfigLine,
  holds: boolean,
  reading: Reading,
  source: Source,
): Promise<void> => {
  if (line.isOdd || line.words.some((word) => /[[{$%]|^~[^/]/.test(word))) {
    if (holds) reading.asksSsh.push(`Include (${line.place})`);
    return;
  }
  if (source.depth >= deepest) {
    reading.problem ??= `${line.place}: files include each other too deeply`;
    return;
  }
  const { home } = reading.wanted;
  const folder = source.isSystem ? '/etc/ssh' : join(home, '.ssh');
  for (const word of line.words) {
    const path = word.startsWith('~/') ? join(home, word.slice(2)) : absolute(word, folder);
    for (const file of await includedFiles(path)) {
      await readFile(file, holds, reading, { ...source, depth: source.depth + 1 });
    }
  }
};

const absolute = (path: string, folder: string): string =>
  path.startsWith('/') ? path : join(folder, path);

const keep = (line: ConfigLine, reading: Reading, { isSystem }: Source): void => {
  const { words, place, isOdd } = line;
  const key = synonyms[line.key] ?? line.key;
  const setting = { words, place, isSystem };
  // Of the two ways to a host behind others, the one that is named first counts.
  const rival = rivals[key];
  if (rival !== undefined && reading.first.has(rival)) return;
  if (isOdd && understood.has(key) && !reading.first.has(key)) {
    reading.asksSsh.push(`the quoting in ${place}`);
  }
  if (repeated.has(key)) {
    const list = reading.all.get(key) ?? [];
    // The second pass meets the same lines again.
    if (!list.some((known) => known.words[0] === words[0])) list.push(setting);
    reading.all.set(key, list);
    return;
  }
  if (!reading.first.has(key)) reading.first.set(key, setting);
};

/** The name so far: HostName with its `%h`, else what the operator wrote. */
const hostNameOf = ({ first, wanted }: Reading): string => {
  const written = first.get('hostname')?.words[0] ?? wanted.host;
  const name = written.replace(/%([%h])/g, (_, token) => (token === 'h' ? wanted.host : '%'));
  return name.toLowerCase();
};
