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
  const envFile = container.Config.Labels['com.docker.compose.project.environment_file'];
  const read = await projectBy(context, { name: project, folder, files, envFile, made });
  return read.ok ? { ok: true, value: { ...read.value, service } } : read;
};

export type ProjectLabels = {
  readonly name: string;
  readonly folder: string;
  readonly files: readonly string[];
  readonly envFile: string | undefined;
  /** Version of the Compose that made its containers; empty where nothing says so. */
  readonly made: string;
};

/** The project and the program that reads it, without a service in view. */
export const projectBy = async (
  context: Pick<Context, 'send'>,
  { name, folder, files, envFile, made }: ProjectLabels,
): Promise<Read<Omit<ComposeProject, 'service'>>> => {
  const program = await composeProgram(context, made.startsWith('1.'));
  if (!program.ok) return program;
  const { version, argv } = program.value;
  const differs = made !== '' && made.split('.')[0] !== version.split('.')[0];
  return {
    ok: true,
    value: {
      ...{ name, folder, files, envFile, version },
      argv: [
        ...argv,
        ...['-p', name, '--project-directory', folder],
        ...files.flatMap((file) => ['-f', file]),
        ...(envFile === undefined ? [] : ['--env-file', envFile]),
      ],
      ...(differs && { otherVersion: made }),
    },
  };
};

type Program = { readonly argv: readonly string[]; readonly version: string };

/** The generation that made the container, where it is here; else the other. */
const composeProgram = async (
  context: Pick<Context, 'send'>,
  first: boolean,
): Promise<Read<Program>> => {
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

/** Compose itself refused the files: they are not valid. Its words are the finding. */
export type InvalidProject = { readonly invalid: string };

export type Declaration = {
  readonly config: ComposeConfig;
  /** What Compose warns of, such as variables that nothing fills. */
  readonly warnings: readonly string[];
};

/** What the project's files declare now. */
export const declaration = async (
  context: Pick<Context, 'send'>,
  project: Omit<ComposeProject, 'service'>,
): Promise<Read<Declaration>> => {
  const read = await declarationOrRefusal(context, project);
  if (!read.ok) return read;
  return 'invalid' in read.value
    ? refused(failure(`Compose project ${project.name}`, read.value.invalid))
    : { ok: true, value: read.value };
};

/** Where it is the question whether Compose takes the files, its refusal is an answer. */
export const declarationOrRefusal = async (
  context: Pick<Context, 'send'>,
  project: Omit<ComposeProject, 'service'>,
): Promise<Read<Declaration | InvalidProject>> => {
  const first = project.version.startsWith('1.');
  const argv = [
    ...withProfiles(project.argv, first),
    ...['config', ...(first ? [] : ['--format', 'json'])],
  ];
  const reply = await context.send({ kind: 'exec', argv, cwd: project.folder, timeoutMs: 20_000 });
  if (!reply.ok) return refused(reply.failure);
  const subject = `Compose project ${project.name}`;
  const warnings = new TextDecoder().decode(reply.stderr).trim().split('\n').filter(Boolean);
  if (reply.exit !== 0) return refusalOf(project, warnings.join(' ').trim());
  if (reply.truncated) return refused(failure(subject, 'its declaration is too long'));
  const config = composeConfigOf(new TextDecoder().decode(reply.stdout));
  if (!config) {
    return refused(failure(subject, 'what Compose says of it has another form than expected'));
  }
  return { ok: true, value: { config, warnings: [...new Set(warnings.map(warningOf))] } };
};

/** What it could not read it did not judge. */
const refusalOf = (
  { name, folder, files }: Omit<ComposeProject, 'service'>,
  words: string,
): Read<InvalidProject> => {
  const subject = `Compose project ${name}`;
  if (/permission denied/i.test(words)) return refused(failure(subject, words, 'permission'));
  const gone =
    /no configuration file provided|Can't find a suitable configuration file/.test(words) ||
    (/no such file or directory/i.test(words) && files.some((file) => words.includes(file))) ||
    words.includes(`chdir ${folder}`);
  return gone
    ? refused(failure(subject, words, 'not-found'))
    : { ok: true, value: { invalid: words } };
};

/** Services that a plain `up` starts: those whose profiles are active. Refused as a whole at times. */
export const activeServices = async (
  context: Pick<Context, 'send'>,
  project: Omit<ComposeProject, 'service'>,
): Promise<Read<readonly string[] | InvalidProject>> => {
  const argv = [...project.argv, 'config', '--services'];
  const reply = await context.send({ kind: 'exec', argv, cwd: project.folder, timeoutMs: 20_000 });
  if (!reply.ok) return refused(reply.failure);
  const [out, words] = [reply.stdout, reply.stderr].map((bytes) =>
    new TextDecoder().decode(bytes).trim(),
  );
  if (reply.exit !== 0) return refusalOf(project, words ?? '');
  return { ok: true, value: (out ?? '').split('\n').filter(Boolean) };
};

/** v1 knows no name for all profiles, and shows them all anyway. */
const withProfiles = (argv: readonly string[], first: boolean): readonly string[] => {
  const at = argv.indexOf('-p');
  return first ? argv : [...argv.slice(0, at), '--profile', '*', ...argv.slice(at)];
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
