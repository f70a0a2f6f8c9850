/** The part of a deploy script that asks whether a container is well: with what, and for how long. */

export type ScriptCheck = {
  readonly line: number;
  readonly text: string;
  /** Where the program runs: in a container (`docker exec`), or on the host. */
  readonly where: 'container' | 'host';
  readonly container?: string;
  readonly tool: string;
  readonly discards: boolean;
};

export type ScriptWait = {
  readonly line: number;
  readonly text: string;
  readonly attempts: number;
  readonly pauseMs: number;
};

const inContainer =
  /\bdocker(?:-compose|\s+compose)?\s+(?:(?:-f|-p|--project-name|--file|--env-file)\s+\S+\s+)*exec\s+((?:-\S+\s+|--(?:user|env|workdir|index)\s+\S+\s+)*)(\S+)\s+(.+)$/;
const onHost = /(?:^|[\s;&|(!])(curl|wget|nc|http)\s+(.*)$/;
const discarding = /(?:&>|(?:1|2)?>)\s*\/dev\/null/;

const isComment = (line: string): boolean => line.trimStart().startsWith('#');

/** A shell inside the container may wrap the tool: `sh -c 'wget …'`. */
const toolOf = (command: string): string => {
  const inner = /^(?:\S*\/)?(?:sh|ash|bash)\s+-\w*c\s+["']?(.*)$/.exec(command)?.[1] ?? command;
  return /^["']?([\w./+-]+)/.exec(inner)?.[1] ?? '';
};

export const checksIn = (script: string): readonly ScriptCheck[] =>
  script.split('\n').flatMap((text, index): ScriptCheck[] => {
    if (isComment(text)) return [];
    const discards = discarding.test(text);
    const found = { line: index + 1, text: text.trim(), discards };
    const exec = inContainer.exec(text);
    if (exec) {
      const tool = toolOf(exec[3] ?? '');
      return tool === '' ? [] : [{ ...found, where: 'container', container: exec[2] ?? '', tool }];
    }
    const host = onHost.exec(text);
    const asks =
      host && /localhost|127\.0\.0\.1|\/(?:health|ready|live|up|ping|status)/.test(host[2] ?? '');
    return asks ? [{ ...found, where: 'host', tool: host[1] ?? '' }] : [];
  });

const loopHead =
  /\bfor\s+\w+\s+in\s+(?:\$\(\s*seq\s+(?:(\d+)\s+)?(\d+)\s*\)|`seq\s+(?:(\d+)\s+)?(\d+)`|\{(\d+)\.\.(\d+)\}|([\d ]+)\s*;?\s*(?:do|$))/;
const counted = /\b(?:MAX_?\w*|\w*(?:ATTEMPTS|RETRIES|TRIES))=["']?(\d+)/i;
const pause = /\bsleep\s+(\d+(?:\.\d+)?)/;

const attemptsOf = (text: string): number | undefined => {
  const match = loopHead.exec(text);
  if (!match) return undefined;
  const [, seqFrom, seqTo, tickFrom, tickTo, braceFrom, braceTo, list] = match;
  if (list !== undefined) return list.trim().split(/\s+/).length;
  const from = Number(seqFrom ?? tickFrom ?? braceFrom ?? 1);
  return Number(seqTo ?? tickTo ?? braceTo) - from + 1;
};

/** Loops that try, sleep, and try again: attempts × pause is how long the script waits. */
export const waitsIn = (script: string): readonly ScriptWait[] => {
  const lines = script.split('\n');
  const limit = Number(
    lines.find((line) => counted.test(line) && !isComment(line))?.match(counted)?.[1] ?? 0,
  );
  return lines.flatMap((text, index): ScriptWait[] => {
    if (isComment(text)) return [];
    const loops = /\b(?:while|until)\b/.test(text) && limit > 0;
    const attempts = attemptsOf(text) ?? (loops ? limit : undefined);
    if (attempts === undefined || attempts <= 0) return [];
    const body = lines.slice(index);
    const end = body.findIndex((line) => /(?:^|\s|;)done\b/.test(line));
    const seconds = pause.exec(body.slice(0, end < 0 ? undefined : end + 1).join('\n'))?.[1];
    if (seconds === undefined) return [];
    return [{ line: index + 1, text: text.trim(), attempts, pauseMs: Number(seconds) * 1000 }];
  });
};
