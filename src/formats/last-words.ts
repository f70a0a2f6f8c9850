import { pattern } from '../core/pattern.ts';

/** What a program complained of before it ended. Nothing is proven by it: it says what to look at. */
export type Complaint =
  /** An option or an argument that it does not take. */
  | { readonly about: 'argument'; readonly word: string; readonly line: string }
  | { readonly about: 'variable'; readonly word: string; readonly line: string }
  | { readonly about: 'file'; readonly word: string; readonly line: string }
  /** A folder where it wanted a file; the words of some programs do not name it. */
  | { readonly about: 'folder'; readonly word: string; readonly line: string }
  /** Something that it asked over the network refused, or did not answer. */
  | {
      readonly about: 'refused';
      readonly word: string;
      readonly port: number;
      readonly line: string;
    }
  | { readonly about: 'name'; readonly word: string; readonly line: string }
  /** The program itself was not executed. */
  | { readonly about: 'program'; readonly word: string; readonly line: string };

type About = Complaint['about'];

type Form = {
  readonly about: About;
  readonly guard: string;
  readonly expression: ReturnType<typeof pattern>;
  /** What one of the lines before must hold. */
  readonly after?: RegExp;
};

const form = (about: About, guard: string, expression: string, after?: RegExp): Form => ({
  ...{ about, guard, expression: pattern(expression) },
  ...(after && { after }),
});

const name = '[A-Z][A-Z0-9_]{2,}';
const host = '[A-Za-z0-9][\\w.-]*';

const forms: readonly Form[] = [
  form('argument', 'expected NAME=VALUE', `expected NAME=VALUE got '(?P<word>[^']*)'`),
  form('argument', 'shorthand flag', `unknown shorthand flag: '[^']+' in (?P<word>-\\S+)`),
  form(
    'argument',
    'unknown',
    `[Uu]nknown (?:long )?(?:flag|option|argument):? ['"\`]?(?P<word>--?[\\w.-]+)`,
  ),
  form(
    'argument',
    'nrecogni',
    `[Uu]nrecogni[sz]ed (?:option|argument)s?:? ['"\`]?(?P<word>--?[\\w.-]+)`,
  ),
  form('argument', 'invalid option', `invalid option -- ['"]?(?P<letter>\\w)`),
  form('argument', 'invalid option', `invalid option:? ['"\`]?(?P<word>--?[\\w.-]+)`),
  form('argument', 'not defined', `flag provided but not defined: (?P<word>--?[\\w.-]+)`),
  form('argument', 'nexpected argument', `[Uu]nexpected argument ['"](?P<word>[^'"]+)['"]`),
  form('argument', 'o such option', `[Nn]o such option:? ['"\`]?(?P<word>--?[\\w.-]+)`),
  form('argument', 'bad option', `bad option: (?P<word>--?[\\w.-]+)`),
  form('argument', 'invalid choice', `invalid choice: '(?P<word>[^']+)'`),
  form('argument', 'o such command', `[Nn]o such command ['"](?P<word>[^'"]+)['"]`),
  form(
    'argument',
    'configuration parameter',
    `unrecognized configuration parameter "(?P<word>[^"]+)"`,
  ),
  form(
    'program',
    'exec ',
    `^exec (?P<word>\\S+): (?:exec format error|no such file or directory|permission denied|text file busy)$`,
  ),
  form('program', 'exec user process', `exec user process caused:? "?(?P<word>[a-z ]+)`),
  form('folder', 'EISDIR', `EISDIR: illegal operation on a directory, \\w+(?: '(?P<word>[^']+)')?`),
  form('folder', 'Is a directory', `Is a directory: '(?P<word>[^']+)'`),
  form('folder', 'Is a directory', `"(?P<word>/[^"]+)" failed \\(21: Is a directory\\)`),
  form('folder', 's a directory', `(?P<word>/[^\\s:"']+): [Ii]s a directory`),
  form('variable', 'KeyError', `KeyError: '(?P<word>${name})'`, /environ|<frozen os>|\bos\.py/),
  form('variable', 'nvironment variable', `[Ee]nvironment variable not found: (?P<word>${name})`),
  form(
    'variable',
    'ariable',
    `[Vv]ariable ['"\`]?(?P<word>${name})['"\`]? (?:is |was |must be )?(?:required|not set|missing|set|undefined|not defined|not found|empty)`,
  ),
  form(
    'variable',
    'ariable',
    `(?:[Mm]issing|[Rr]equired)(?: required)?(?: environment| env)? variables?:? ['"\`]?(?P<word>${name})`,
  ),
  form(
    'variable',
    ' variable',
    `(?P<word>${name}) (?:environment |env )?variable (?:is |was )?(?:required|not set|missing|empty)`,
  ),
  form('variable', ' not set', `(?P<word>${name})['"\`]?:? (?:is |parameter )(?:null or )?not set`),
  form('variable', 'unbound variable', `(?P<word>${name}): unbound variable`),
  form('variable', 'must be set', `(?P<word>${name})['"\`]? must be set`),
  form('variable', 'is required', `(?P<word>${name})['"\`]? is required`),
  form('variable', 'must specify', `must specify (?P<word>${name})`),
  form('file', 'No such file', `No such file or directory: '(?P<word>[^']+)'`),
  form('file', 'ENOENT', `ENOENT: no such file or directory, \\w+ '(?P<word>[^']+)'`),
  form('file', 'No such file', `"(?P<word>/[^"]+)" failed \\(2: No such file or directory\\)`),
  form('file', 'o such file', `(?:open|stat|read) (?P<word>/\\S+): no such file or directory`),
  form('file', 'o such file', `['"\`]?(?P<word>/[^\\s:'"]+)['"\`]?: [Nn]o such file or directory`),
  form('refused', 'ECONNREFUSED', `ECONNREFUSED \\[?(?P<word>[\\w.:-]+?)\\]?:(?P<port>\\d+)`),
  form('refused', 'ETIMEDOUT', `ETIMEDOUT \\[?(?P<word>[\\w.:-]+?)\\]?:(?P<port>\\d+)`),
  form(
    'refused',
    ' failed: ',
    `connection to server at "(?P<word>${host})"(?: \\([^)]*\\))?, port (?P<port>\\d+) failed: (?:Connection refused|timeout expired|No route to host|Host is unreachable)`,
  ),
  form(
    'refused',
    'reach database server',
    `Can't reach database server at [\`']?(?P<word>${host})[\`']?:[\`']?(?P<port>\\d+)`,
  ),
  form(
    'refused',
    'connecting to',
    `Error 1(?:11|13) connecting to (?P<word>${host}):(?P<port>\\d+)`,
  ),
  form(
    'refused',
    'dial tcp',
    `dial tcp \\[?(?P<word>[\\w.:-]+?)\\]?:(?P<port>\\d+): (?:connect: )?(?:connection refused|i/o timeout|no route to host)`,
  ),
  form('name', 'translate host name', `could not translate host name "(?P<word>${host})"`),
  form('name', 'getaddrinfo', `getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (?P<word>${host})`),
  form('name', 'host not found', `host not found in upstream "(?P<word>${host})`),
  form('name', 'o such host', `lookup (?P<word>${host})(?: on \\S+)?: no such host`),
  form('name', 'connecting to', `Error -[235] connecting to (?P<word>${host}):\\d+`),
  form('name', 'bad address', `bad address '(?P<word>${host})(?::\\d+)?'`),
];

const linesBefore = 12;

/** Everything that is complained of, the last line first. */
export const complaintsOf = (lines: readonly string[]): readonly Complaint[] =>
  lines
    .flatMap((line, at) => {
      const found = complaintIn(line, lines.slice(Math.max(0, at - linesBefore), at));
      return found ? [found] : [];
    })
    .toReversed();

const complaintIn = (line: string, before: readonly string[]): Complaint | undefined => {
  for (const { about, guard, expression, after } of forms) {
    if (!line.includes(guard)) continue;
    const groups = expression.find(line)?.groups;
    if (!groups || (after && !before.some((each) => after.test(each)))) continue;
    const word = groups['letter'] === undefined ? (groups['word'] ?? '') : `-${groups['letter']}`;
    if (about === 'refused') return { about, word, port: Number(groups['port']), line };
    return { about, word, line };
  }
  return undefined;
};

/** Is it one of the words that a command is made of, alone, with a value, or among short options? */
export const standsIn = (word: string, command: readonly string[]): boolean => {
  const words = command.flatMap((each) => [each, ...each.split(/[\s"']+/)]);
  const letter = /^-(\w)$/.exec(word)?.[1];
  return words.some(
    (each) =>
      each === word ||
      each.startsWith(`${word}=`) ||
      (letter !== undefined && /^-\w+$/.test(each) && each.includes(letter)),
  );
};

/** What names a file of settings, as against code and data. */
export const isConfiguration = (path: string): boolean =>
  /\.(?:conf|cfg|cnf|ini|ya?ml|toml|json|env|properties|pem|crt|key|xml)$/.test(path) ||
  /^\/(?:etc|config|run\/secrets)\//.test(path) ||
  /\/\.env(?:\.\w+)?$/.test(path);
