/**
 * Programs in another language that a probe may hand to an interpreter on the target. They look and
 * change nothing; the read-only transport lets exactly these through, whatever file or module they
 * are asked about.
 */

/**
 * Asks the kernel for a read lease on a file, and gives it back by ending. It is refused while
 * anything holds the file open for writing, in whatever PID namespace: the one test that needs no
 * sight of the writer. Prints `free`, or `errno N`, with the system's words on standard error.
 */
const pythonLease = [
  'import fcntl, os, sys',
  'file = os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK)',
  'try:',
  '    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)',
  '    print("free")',
  'except OSError as error:',
  '    print("errno", error.errno)',
  '    sys.exit(str(error))',
].join('\n');

const perlLease = [
  'use Fcntl;',
  'sysopen(my $file, $ARGV[0], O_RDONLY | O_NONBLOCK) or die "$!\\n";',
  'if (fcntl($file, F_SETLEASE, F_RDLCK)) { print "free\\n"; exit }',
  'my ($number, $words) = ($! + 0, "$!");',
  'print "errno $number\\n";',
  'die "$words\\n";',
].join('\n');

/**
 * Where a Python itself finds a module: every part of the name is looked for, none is imported. It
 * sees finders that are programs, which no look at files can follow. The second argument stands at
 * the head of the search path. Prints one JSON object.
 */
const pythonSpec = [
  'import json, sys',
  'sys.path[0] = sys.argv[2]',
  'at, where, seen = "", None, []',
  'for part in sys.argv[1].split("."):',
  '    at = at + "." + part if at else part',
  '    if seen and where is None:',
  '        seen.append(None)',
  '        break',
  '    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]',
  '    specs = (finder.find_spec(at, where) for finder in finders)',
  '    spec = next((spec for spec in specs if spec is not None), None)',
  '    if spec is None:',
  '        seen.append(None)',
  '        break',
  '    where = spec.submodule_search_locations',
  '    where = None if where is None else list(getattr(where, "_path", where))',
  '    seen.append({"name": at, "origin": spec.origin if spec.has_location else None, "locations": where, "loader": type(spec.loader).__name__})',
  'print(json.dumps({"path": sys.path, "executable": sys.executable, "version": list(sys.version_info[:2]), "seen": seen}))',
].join('\n');

/**
 * Which of these folders of an overlay replace what the layers below have of them: the mark is an
 * extended attribute that no look at a file shows. Prints a JSON list of their indexes.
 */
const pythonOpaque = [
  'import errno, json, os, sys',
  'def marked(path, name):',
  '    try:',
  '        return os.getxattr(path, name, follow_symlinks=False) == b"y"',
  '    except OSError as error:',
  '        if error.errno in (errno.ENODATA, errno.ENOTSUP):',
  '            return False',
  '        raise',
  'names = ("trusted.overlay.opaque", "user.overlay.opaque")',
  'print(json.dumps([at for at, path in enumerate(sys.argv[1:]) if any(marked(path, name) for name in names)]))',
].join('\n');

export const opaqueArgv = (folders: readonly string[]): readonly string[] => [
  ...['python3', '-B', '-c', pythonOpaque],
  ...folders,
];

export const leaseArgv = (program: 'python3' | 'perl', file: string): readonly string[] =>
  program === 'python3'
    ? ['python3', '-B', '-c', pythonLease, file]
    : ['perl', '-e', perlLease, file];

/** `python`: the interpreter's path inside the container. `-B`: no bytecode is written. */
export const moduleSpecArgv = (
  python: string,
  module: string,
  firstEntry: string,
): readonly string[] => [python, '-B', '-c', pythonSpec, module, firstEntry];

const python = /^(?:\/[\w.+/-]*\/)?python(?:3(?:\.\d+)?)?$/;

/** Is this one of the programs above, word for word but for what it is asked about? */
export const isSnippet = (argv: readonly string[]): boolean => {
  const [program = '', ...args] = argv;
  if (program === 'perl') return fits(args, ['-e', perlLease], 1);
  if (!python.test(program)) return false;
  if (args[2] === pythonOpaque) return fits(args, ['-B', '-c', pythonOpaque], args.length - 3);
  return fits(args, ['-B', '-c', pythonLease], 1) || fits(args, ['-B', '-c', pythonSpec], 2);
};

const fits = (args: readonly string[], start: readonly string[], about: number): boolean =>
  start.every((word, index) => args[index] === word) && args.length === start.length + about;
