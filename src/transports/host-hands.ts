import type { Writable } from '../core/change.ts';
import type { Reply } from '../core/target.ts';
import type { HostShell } from './batch/shell-transport.ts';
import { exits } from './file-scripts.ts';
import type { Run } from './file-change.ts';
import type { Runs } from './held-run.ts';
import { isDenied } from './sudo.ts';
import { writable, type Hands } from './writable.ts';

type HostHands = Pick<Hands, 'engine' | 'postgres'> & {
  readonly shell: HostShell;
  /** Where the operator allowed sudo. */
  readonly root: HostShell | undefined;
};

/** The hands on a host: what changes it runs through the shell that looks at it. */
export const hostHands = (
  about: { readonly label: string; readonly session: string },
  { shell, root, engine, postgres }: HostHands,
): Writable => {
  const run = through(shell);
  const hands = { engine, ...(postgres && { postgres }) };
  if (!root) return writable(about, { run, ...hands });
  const asRoot = keepingHome(shell, through(root));
  return writable(about, {
    run: orAsRoot(run, asRoot, (request, reply) => isDenied({ ...request, kind: 'exec' }, reply)),
    // A script about a file that was refused has changed nothing.
    runOnFiles: orAsRoot(run, asRoot, (_, reply) => reply.ok && isRefused(reply.exit)),
    ...hands,
  });
};

const isRefused = (exit: number | undefined): boolean =>
  exit === exits.refused || exit === exits.owner;

const through =
  (shell: HostShell): Runs =>
  async ({ env = {}, argv, kind: _, in: __, as: ___, ...rest }, signal) => {
    const given = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const words = given.length > 0 ? ['env', ...given, ...argv] : argv;
    const [reply] = shell.send([{ request: { kind: 'exec', ...rest, argv: words }, signal }]);
    if (!reply) throw new Error('a shell that answers nothing');
    return reply;
  };

/** As the user first, and as root only what was refused for want of the right to it. */
const orAsRoot =
  (run: Runs, asRoot: Runs, isToTry: (request: Run, reply: Reply) => boolean): Runs =>
  async (request, signal) => {
    const reply = await run(request, signal);
    if (!isToTry(request, reply)) return reply;
    const second = await asRoot(request, signal);
    return !second.ok && second.failure.outcome === 'permission' ? reply : second;
  };

/** Compose reads `~` and $HOME in its files: for root they would be another folder. */
const keepingHome =
  (shell: HostShell, run: Runs): Runs =>
  async (request, signal) => {
    const argv = ['sh', '-c', 'printf %s "$HOME"'];
    const [asked] = shell.send([{ request: { kind: 'exec', argv }, signal }]);
    const reply = await asked;
    const home = reply?.ok ? new TextDecoder().decode(reply.stdout) : '';
    return run(
      home.startsWith('/') ? { ...request, env: { HOME: home, ...request.env } } : request,
      signal,
    );
  };
