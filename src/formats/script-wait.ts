import { ownLimitMs } from './check-minds.ts';
import { isComment, linesOf, variablesIn, withVariables } from './deploy-script.ts';

/** A loop of a deploy script that tries, sleeps and tries again. */
export type ScriptWait = {
  readonly line: number;
  /** Where the loop ends. */
  readonly lastLine: number;
  readonly text: string;
  /** Attempts times pause: it waits at least so long. */
  readonly leastMs: number;
  /** With the time that its attempts themselves may take. */
  readonly mostMs: number;
  /** Nothing that takes time of its own stands between the start of the containers and the loop. */
  readonly atOnce: boolean;
};

const loopHead =
  /\bfor\s+\w+\s+in\s+(?:\$\(\s*seq\s+(?:(\d+)\s+)?(\d+)\s*\)|`seq\s+(?:(\d+)\s+)?(\d+)`|\{(\d+)\.\.(\d+)\}|([\d ]+?)\s*;?\s*(?:do\b|$))/;
const arithmetic = /\bfor\s+\(\(\s*\w+\s*=\s*(\d+)\s*;\s*\w+\s*(<=?)\s*(\d+)/;
const counted = /(?:^|\s)(?:\w*(?:MAX|ATTEMPTS|RETRIES|TRIES)\w*)=["']?(\d+)/i;
const compared = /(?:-(ge|eq|lt|gt|le)\s+["']?(\d+)|\(\(\s*\w+\s*(>=|==|<|>|<=)\s*(\d+))/;
const pause = /\bsleep\s+(\d+(?:\.\d+)?)/;
const bounded = /\btimeout\s+(?:-\S+\s+)*(\d+)(s|m)?\s+(?:ba|da)?sh\s+-\w*c\b/;
const waited = /--wait-timeout[=\s](\d+)/;
/** What an attempt without a limit of its own may take: a refused one is over at once. */
const attemptMs = 1000;

const headAttempts = (text: string): number | undefined => {
  const steps = arithmetic.exec(text);
  if (steps) return Number(steps[3]) - Number(steps[1]) + (steps[2] === '<=' ? 1 : 0);
  const match = loopHead.exec(text);
  if (!match) return undefined;
  const [, seqFrom, seqTo, tickFrom, tickTo, braceFrom, braceTo, list] = match;
  if (list !== undefined) return list.trim().split(/\s+/).length;
  const from = Number(seqFrom ?? tickFrom ?? braceFrom ?? 1);
  return Number(seqTo ?? tickTo ?? braceTo) - from + 1;
};

/** A loop without a count in its head counts in its body, or up to a variable. */
const countedAttempts = (body: string, script: readonly string[]): number | undefined => {
  const limit = compared.exec(body);
  if (limit) {
    const more = /^(?:gt|le|>|<=)$/.test(limit[1] ?? limit[3] ?? '') ? 1 : 0;
    return Number(limit[2] ?? limit[4]) + more;
  }
  const set = script.find((line) => counted.test(line) && !isComment(line))?.match(counted)?.[1];
  return set === undefined ? undefined : Number(set);
};

/** Lines that take no time to speak of. */
const quick = /^\s*(?:#.*|echo\b.*|printf\b.*|set\b.*|cd\b.*|export\b.*|(?:local\s+)?\w+=\S*|)\s*$/;
const starts =
  /\b(?:docker(?:-compose|\s+compose)\b.*\s(?:up|start|restart)\b|docker\s+(?:run|start|restart)\b)/;

export const waitsIn = (script: string): readonly ScriptWait[] => {
  const variables = variablesIn(script);
  const lines = linesOf(script).map((line) =>
    isComment(line) ? '' : withVariables(line, variables),
  );
  const started = lines.findLastIndex((line) => starts.test(line));
  return lines.flatMap((text, index): readonly ScriptWait[] => {
    const end = lines.findIndex((line, at) => at >= index && /(?:^|\s|;)done\b/.test(line));
    const last = end < 0 ? lines.length - 1 : end;
    const body = lines.slice(index, last + 1).join('\n');
    const times = timesOf(text, body, lines);
    if (!times) return [];
    const between = lines.slice(started + 1, index);
    const slept = between.map(
      (line) => Number(/^\s*sleep\s+(\d+)\s*$/.exec(line)?.[1] ?? 0) * 1000,
    );
    const before = slept.reduce((sum, ms) => sum + ms, 0);
    return [
      {
        line: index + 1,
        lastLine: last + 1,
        text: text.trim(),
        leastMs: times.leastMs + before,
        mostMs: times.mostMs + before,
        atOnce:
          started >= 0 && between.every((line, at) => quick.test(line) || (slept[at] ?? 0) > 0),
      },
    ];
  });
};

const timesOf = (
  text: string,
  body: string,
  script: readonly string[],
): { readonly leastMs: number; readonly mostMs: number } | undefined => {
  const limit = bounded.exec(text);
  if (limit) return exactly(Number(limit[1]) * (limit[2] === 'm' ? 60_000 : 1000));
  const compose = waited.exec(text);
  if (compose) return exactly(Number(compose[1]) * 1000);
  const loops = /\b(?:while|until)\b/.test(text);
  const attempts = headAttempts(text) ?? (loops ? countedAttempts(body, script) : undefined);
  const seconds = pause.exec(body)?.[1];
  if (attempts === undefined || attempts <= 0 || seconds === undefined) return undefined;
  const pauseMs = Number(seconds) * 1000;
  const askMs = ownLimitMs(body) ?? attemptMs;
  return { leastMs: attempts * pauseMs, mostMs: attempts * (pauseMs + askMs) };
};

const exactly = (ms: number) => ({ leastMs: ms, mostMs: ms });
