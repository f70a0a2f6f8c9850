import { randomBytes } from 'node:crypto';
import { requestWords } from '../core/request-words.ts';
import type { Reply, Request, Sent, Transport } from '../core/target.ts';
import { isShellAsk, type ShellAsk } from './batch/asks.ts';
import { hostShell, type HostShell, type ShellChoice } from './batch/shell-transport.ts';
import { stopped } from './failure.ts';
import type { RemoteProcess, SshConnection } from './ssh-connection.ts';
import type { AskPassword } from './sudo-password.ts';

/** Programs that show root more, and say nothing of it to others. */
const showRootMore = ['ss', 'lsof', 'fuser', 'netstat'];

/**
 * What the user may not see is asked once more as root; what needs no root is not. Nothing of sudo
 * runs before something was refused, or would have been silently left out.
 */
export const withSudo = (inner: Transport, root: HostShell): Transport => {
  const first = (request: Request): boolean =>
    request.kind === 'exec' && showRootMore.includes(request.argv[0] ?? '');
  const again = async ({ request, signal }: Sent, reply: Reply): Promise<Reply> => {
    if (!isShellAsk(request) || !isDenied(request, reply)) return reply;
    const asRoot = await askRoot(request, signal, root);
    return asRoot.ok || asRoot.failure.outcome === 'not-found' ? asRoot : withBoth(reply, asRoot);
  };
  return {
    label: inner.label,
    send: (batch) => {
      const plain = batch.filter(({ request }) => !first(request));
      const replies = plain.length > 0 ? [...inner.send(plain)] : [];
      return batch.map(async (sent): Promise<Reply> => {
        if (isShellAsk(sent.request) && first(sent.request)) {
          const asRoot = await askRoot(sent.request, sent.signal, root);
          if (asRoot.ok || asRoot.failure.outcome !== 'permission') return asRoot;
          const [alone] = inner.send([sent]);
          return (await alone) ?? asRoot;
        }
        const reply = await replies.shift();
        if (!reply) throw new Error(`${inner.label} answered fewer requests than it was sent`);
        return again(sent, reply);
      });
    },
    close: async () => {
      root.close();
      await inner.close();
    },
  };
};

const askRoot = async (request: ShellAsk, signal: AbortSignal, root: HostShell): Promise<Reply> => {
  // A person who types a password is waited for outside of the request's own time.
  if (!(await enteredUnlessAborted(root, signal))) return stopped(requestWords(request));
  const [reply] = root.send([{ request, signal }]);
  if (!reply) throw new Error('a shell that answers nothing');
  return reply;
};

const enteredUnlessAborted = (root: HostShell, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const stop = (): void => resolve(false);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void root.entered().then(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    });
  });

/** Of a program only its words tell that it was refused something. */
export const isDenied = (request: ShellAsk, reply: Reply): boolean => {
  if (!reply.ok) return reply.failure.outcome === 'permission';
  if (request.kind !== 'exec' || reply.exit === 0) return false;
  const words = new TextDecoder().decode(reply.stderr?.subarray(0, 4096));
  return /permission denied|operation not permitted|must be (run as )?root|are you root/i.test(
    words,
  );
};

const withBoth = (reply: Reply, asRoot: Extract<Reply, { readonly ok: false }>): Reply => {
  if (reply.ok) return reply;
  const { failure } = reply;
  const detail = `${failure.detail}; through sudo: ${asRoot.failure.detail}`;
  return { ok: false, failure: { ...failure, detail } };
};

/**
 * One shell of root on the host. Without a password first; then, where sudo asks for one and the
 * operator gives it, with it: over standard input, once sudo has asked, so that nothing else reads it.
 */
export const rootShell = (
  connection: SshConnection,
  { env = {}, password }: Pick<ShellChoice, 'env'> & { readonly password?: AskPassword } = {},
): HostShell => {
  const secret = randomBytes(8).toString('hex');
  const [prompt, entered] = [`password-${secret}`, `entered-${secret}`];
  const sh = `sh -c "echo ${entered}; exec sh"`;
  const choice = { env, refused: 'permission' as const };
  const alone = hostShell(connection, {
    ...choice,
    command: `exec sudo -n ${sh}`,
    enter: (running) => entrance(running, { entered, prompt, ask: undefined }),
  });
  if (!password) return alone;
  return hostShell(connection, {
    ...choice,
    command: `exec sudo -k -S -p ${prompt} ${sh}`,
    enter: (running) => entrance(running, { entered, prompt, ask: password }),
  });
};

type Entrance = {
  readonly entered: string;
  readonly prompt: string;
  readonly ask: AskPassword | undefined;
};

/** Waits until root's shell has begun. Otherwise the words of whoever refused. */
const entrance = (
  running: RemoteProcess,
  { entered, prompt, ask }: Entrance,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    let [out, err, asked] = ['', '', 0];
    const end = (refused: string | undefined): void => {
      for (const stream of [running.stdout, running.stderr]) stream.pause();
      running.stdout.off('data', hearOut);
      running.stderr.off('data', hearErr);
      resolve(refused);
    };
    const words = (): string => {
      const said = err.replaceAll(prompt, '').trim() || 'sudo ended without a word';
      return /incorrect password/i.test(said) ? `sudo did not take the password: ${said}` : said;
    };
    const hearOut = (chunk: Uint8Array): void => {
      out += Buffer.from(chunk).toString('latin1');
      if (out.includes(`${entered}\n`)) end(undefined);
    };
    const answerPrompt = async (again: boolean): Promise<void> => {
      const password = await ask?.(again);
      if (password === undefined) end('sudo asks for a password, and none was given');
      else running.stdin.write(`${password}\n`);
    };
    const hearErr = (chunk: Uint8Array): void => {
      err += Buffer.from(chunk).toString();
      if (err.split(prompt).length - 1 <= asked) return;
      asked += 1;
      // How often, sudo itself decides.
      void answerPrompt(asked > 1);
    };
    running.stdout.on('data', hearOut);
    running.stderr.on('data', hearErr);
    running.stdin.on('error', () => undefined);
    void running.ended.then(() => end(words()));
  });
