import type { Failure } from '../../core/outcome.ts';
import type { Context } from '../../core/probe.ts';
import { composeConfigOf, type ComposeConfig } from '../../formats/compose-config.ts';
import { composeOf, type Inspected } from '../../formats/inspect.ts';
import { refused, type Read } from './container.ts';

/** A compose project as the labels of one of its containers tell it, and the program that reads it. */
export type ComposeProject = {
  readonly name: string;
  readonly folder: string;
  /** As the labels have them: absolute, or relative to the folder. */
  readonly files: readonly string[];
  readonly envFile: string | undefined;
  readonly service: string;
  /** The program with what every command of it begins with. */
  readonly argv: readonly string[];
  readonly version: string;
  /** Where another generation of Compose than the one here made the container. */
  readonly otherVersion?: string;
};

const failure = (
  subject: string,
  detail: string,
  outcome: Failure['outcome'] = 'unreadable',
): Failure => ({ outcome, subject, detail });

export const composeProject = async (
  context: Context,
  container: Inspected,
): Promise<Read<ComposeProject>> => {
  const { project, service, folder, files } = composeOf(container);
  const subject = container.Name;
  if (!project || !service || !folder || files.length === 0) {
    const words = 'it bears no labels of Compose: nothing says how it is made anew';
    return refused(failure(subject, words, 'not-found'));
  }
  const made = container.Config.Labels['com.docker.compose.version'] ?? '';
  const program = await composeProgram(context, made.startsWith('1.'));
  if (!program.ok) return program;
  const { version, argv } = program.value;
  const envFile = container.Config.Labels['com.docker.compose.project.environment_file'];
  const differs = made !== '' && made.split('.')[0] !== version.split('.')[0];
  return {
    ok: true,
    value: {
      ...{ name: project, folder, files, envFile, service, version },
      argv: [
        ...argv,
        ...['-p', project, '--project-directory', folder],
        ...files.flatMap((file) => ['-f', file]),
        ...(envFile === undefined ? [] : ['--env-file', envFile]),
      ],
      ...(differs && { otherVersion: made }),
    },
  };
};

type Program = { readonly argv: readonly string[]; readonly version: string };

/** The generation that made the container, where it is here; else the other. */
const composeProgram = async (context: Context, first: boolean): Promise<Read<Program>> => {
  const ways = [['docker', 'compose'], ['docker-compose']];
  const details: string[] = [];
  for (const argv of first ? ways.toReversed() : ways) {
    const reply = await context.send({ kind: 'exec', argv: [...argv, 'version', '--short'] });
    const version = reply.ok ? new TextDecoder().decode(reply.stdout).trim().replace(/^v/, '') : '';
    if (reply.ok && reply.exit === 0 && /^\d+\./.test(version)) {
      return { ok: true, value: { argv, version } };
    }
    const words = reply.ok
      ? new TextDecoder().decode(reply.stderr).trim().split('\n')[0]
      : reply.failure.detail;
    details.push(`${argv.join(' ')}: ${words ?? ''}`);
  }
  return refused({
    ...failure('Compose', details.join('; '), 'tool-missing'),
    unblock: ['install'],
  });
};

export type Declaration = {
  readonly config: ComposeConfig;
  /** What Compose warns of, such as variables that nothing fills. */
  readonly warnings: readonly string[];
};

/** What the project's files declare now. */
export const declaration = async (
  context: Context,
  project: ComposeProject,
): Promise<Read<Declaration>> => {
  const first = project.version.startsWith('1.');
  const profiles = first ? [] : ['--profile', '*'];
  const at = project.argv.indexOf('-p');
  const argv = [
    ...project.argv.slice(0, at),
    ...profiles,
    ...project.argv.slice(at),
    ...['config', ...(first ? [] : ['--format', 'json'])],
  ];
  const reply = await context.send({ kind: 'exec', argv, cwd: project.folder, timeoutMs: 20_000 });
  if (!reply.ok) return refused(reply.failure);
  const subject = `Compose project ${project.name}`;
  const warnings = new TextDecoder().decode(reply.stderr).trim().split('\n').filter(Boolean);
  if (reply.exit !== 0) return refused(failure(subject, warnings.join(' ').trim()));
  if (reply.truncated) return refused(failure(subject, 'its declaration is too long'));
  const config = composeConfigOf(new TextDecoder().decode(reply.stdout));
  if (!config) {
    return refused(failure(subject, 'what Compose says of it has another form than expected'));
  }
  return { ok: true, value: { config, warnings: [...new Set(warnings.map(warningOf))] } };
};

/**
 * `time="…" level=warning msg="…"` is the message. The name of a variable that is not set may be the
 * rest of a password with a dollar sign in it: it is not repeated.
 */
const warningOf = (line: string): string => {
  const message = (/msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line).replaceAll('\\"', '"');
  return /variable is not set/.test(message)
    ? 'Compose finds no value for a variable that its files refer to: it becomes nothing. `docker compose config --quiet` names it.'
    : `Compose warns: ${message}`;
};
