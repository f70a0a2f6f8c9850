import { basename, dirname } from 'node:path';
import { isSnippet } from '../formats/snippets.ts';
import { always, only, without, type Command, type Rule } from './argument-rules.ts';
import { dockerLooks } from './docker-looks.ts';
import { isQuestion } from './question.ts';

const git: Command = {
  flags: ['--no-optional-locks', '--no-pager'],
  valued: ['-C', '--git-dir', '--work-tree'],
  commands: {
    'ls-files': {
      flags: [
        ...['-z', '-s', '--stage', '-c', '--cached', '-o', '--others', '-m', '--modified'],
        ...['--error-unmatch', '--exclude-standard', '--'],
      ],
    },
    'rev-parse': {
      flags: [
        ...['--verify', '-q', '--quiet', '--show-toplevel', '--is-inside-work-tree'],
        ...['--abbrev-ref', '--short', '--symbolic-full-name', '--git-dir', '--'],
      ],
    },
    status: {
      flags: [
        '--porcelain',
        '--porcelain=v1',
        '--porcelain=v2',
        '-z',
        '-b',
        '--branch',
        '-s',
        '--',
      ],
      valued: ['--untracked-files'],
    },
    log: {
      flags: ['-1', '-z', '--oneline', '--no-patch', '--name-only', '--'],
      valued: ['-n', '--max-count', '--format', '--since', '--until', '--date'],
    },
    'ls-remote': { flags: ['--heads', '--tags', '--refs', '--exit-code', '-q', '--quiet', '--'] },
  },
};

const systemctl: Command = {
  flags: ['--no-pager', '--plain', '--no-legend', '--all', '-a', '--user', '--value', '--full'],
  valued: ['-p', '--property', '--type', '--state', '-t'],
  commands: {
    ...{ 'is-active': {}, 'is-enabled': {}, 'is-failed': {} },
    ...{
      cat: unit(),
      show: unit(),
      status: unit(),
      'list-units': unit(),
      'list-unit-files': unit(),
    },
  },
};

function unit(): Command {
  return {
    flags: ['--no-pager', '--plain', '--no-legend', '--all', '-a', '--value', '--full'],
    valued: ['-p', '--property', '--type', '--state', '-t', '-n', '--lines'],
  };
}

/** `sudo -n -l docker ps`: may I? Nothing is run. */
const sudo: Rule = ([first, second, ...about]) =>
  first === '-n' && second === '-l' && about.every((word) => !word.startsWith('-'));

const psqlOptions = only({
  flags: ['-X', '-A', '-t', '-At', '-q', '-w', '-0', '-z'],
  valued: ['-h', '-p', '-U', '-d', '-c', '-F', '-R', '--dbname', '--host', '--port', '--username'],
});

/**
 * One question, in a session that is read-only from its start, without the operator's psqlrc. A
 * connection string could take that back, and without `-c` the standard input would be run.
 */
const psql: Rule = ([setting, program, ...args]) =>
  setting === 'PGOPTIONS=-c default_transaction_read_only=on' &&
  program === 'psql' &&
  args.includes('-X') &&
  args.includes('-w') &&
  args.filter((arg) => arg === '-c').length === 1 &&
  isQuestion(args[args.indexOf('-c') + 1] ?? '') &&
  !args.some((arg, at) => ['-d', '--dbname'].includes(args[at - 1] ?? '') && /[=:/]/.test(arg)) &&
  psqlOptions(args) &&
  args.every((arg, at) => arg.startsWith('-') || args[at - 1]?.startsWith('-') === true);

/** A simulation that writes no cache and asks for no lock. */
const aptSimulation = [
  ...['-s', '-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='],
  ...['-o', 'Debug::NoLocking=1', '--no-install-recommends'],
];
const apt: Rule = (args) =>
  aptSimulation.every((word, at) => args[at] === word) &&
  ['install', 'purge'].includes(args[aptSimulation.length] ?? '') &&
  args.slice(aptSimulation.length + 1).every((name) => /^[a-z0-9][a-z0-9+.-]+$/.test(name));

/** One question to a server of Redis; the password is read from the standard input. */
const redis: Rule = ([first, second, ...question]) =>
  first === '-e' &&
  second === '--askpass' &&
  ['PING', 'CONFIG GET requirepass', 'ACL GETUSER default', 'INFO server', 'CLIENT LIST'].includes(
    question.join(' '),
  );

/** What each program may be given so that it only looks. */
export const looks: Readonly<Record<string, Rule>> = {
  'apt-get': apt,
  cat: always,
  date: (args) => args.every((arg) => /^(\+.*|-u|--utc|-R|-Iseconds)$/.test(arg)),
  df: always,
  docker: dockerLooks.docker,
  'docker-compose': dockerLooks.compose,
  env: psql,
  find: without(
    ...['-exec', '-execdir', '-ok', '-okdir', '-delete'],
    ...['-fprint', '-fprint0', '-fprintf', '-fls', '-files0-from'],
  ),
  findmnt: always,
  fuser: only({ flags: ['-v', '-m', '-u', '-a', '--verbose', '--mount', '-mv', '-vm'] }),
  getent: always,
  git: only(git),
  grep: always,
  groups: always,
  id: always,
  ls: always,
  lsof: (args) => args.every((arg) => arg.startsWith('-F') || !/^[-+].*[Dr]/.test(arg)),
  pg_isready: always,
  pg_restore: ([list, path, ...more]) =>
    list === '--list' && path !== undefined && !path.startsWith('-') && more.length === 0,
  ps: always,
  readlink: always,
  'redis-cli': redis,
  ss: without('-K', '--kill', '-D', '--diag'),
  stat: always,
  sudo,
  systemctl: only(systemctl),
  uname: always,
  which: always,
};

/** Where a system keeps its own programs; what lies elsewhere under their names is not theirs. */
const systemFolders = [
  '/bin',
  '/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
];
/** Compose may lie in anybody's home, and to ask that one is the point. */
const anywhere = ['docker-compose'];

/** Is this command known to change nothing? When in doubt it is not. */
export const isLook = (argv: readonly string[]): boolean => {
  if (isSnippet(argv)) return true;
  const [program = '', ...args] = argv;
  const name = basename(program);
  const known =
    !program.includes('/') || systemFolders.includes(dirname(program)) || anywhere.includes(name);
  const rule = known && Object.hasOwn(looks, name) ? looks[name] : undefined;
  return rule?.(args) === true;
};
