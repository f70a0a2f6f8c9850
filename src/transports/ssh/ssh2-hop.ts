import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import { wordsOf } from '../failure.ts';
import type { Asking, SshFailure } from '../ssh-target.ts';
import { algorithmsFor } from './algorithms.ts';
import { authentication } from './authentication.ts';
import type { SshConfig } from './config.ts';
import { hostFailure, wasStopped } from './failures.ts';
import { judgeHost, type Known } from './host-key.ts';
import type { Identities } from './identities.ts';
import { typeOf, type HostKey } from './known-hosts.ts';
import { link, type Link } from './link.ts';
import { patience, type Patience } from './patience.ts';
import { rememberKey } from './remember-key.ts';
import type { Secrets } from './secrets.ts';
import { placeOf } from './tcp.ts';

/** A host on the way, or the one at its end, with all that is known before it is spoken to. */
export type Stop = {
  readonly config: SshConfig;
  readonly known: Known;
  readonly identities: Identities;
};

export type Hopped =
  /** `warning`: what went wrong besides, and stops nothing. */
  | { readonly ok: true; readonly link: Link; readonly warning?: string }
  | { readonly ok: false; readonly failure: SshFailure };

export type HopContext = {
  readonly secrets: Secrets;
  readonly ask: Asking | undefined;
  readonly signal: AbortSignal;
};

/** Verifies and authenticates over a stream that leads to the host's SSH port. */
export const hop = (
  stop: Stop,
  stream: Duplex,
  { secrets, ask, signal }: HopContext,
): Promise<Hopped> =>
  new Promise((resolve) => {
    const { config, known, identities } = stop;
    const chosen = algorithmsFor(config, known.keys);
    if (!chosen.ok) throw new Error(`${chosen.directive}: nothing is left to offer`);
    const client = new ssh2.Client();
    // The first reason is the true one; what follows is the link that comes down.
    let failure: SshFailure | undefined;
    const end = (): void => {
      limit.end();
      signal.removeEventListener('abort', abort);
      client.removeAllListeners();
      // A link that comes down may say so more than once.
      client.on('error', ignoreAfterwards);
    };
    const fail = (reason: SshFailure): void => {
      failure ??= reason;
      end();
      stream.destroy();
      resolve({ ok: false, failure });
    };
    const abort = (): void => fail(wasStopped(config.alias));
    let isGreeted = false;
    const limit = patience(config.connectTimeoutMs, () =>
      fail(isGreeted ? undecided(config) : silent(config)),
    );
    const asking = ask && patiently(ask, limit);
    const auth = authentication({ config, identities, secrets, ask: asking });
    let accepted: HostKey | undefined;
    let shownFirst: Buffer | undefined;
    let remembering: Promise<string | undefined> | undefined;
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) {
      abort();
      return;
    }
    client.on('error', (error) => {
      // The agent's refusal to sign is one key's matter; the next one follows.
      if (error.level === 'agent') return;
      const isRefusal =
        error.level === 'client-authentication' || /authentication/i.test(error.message);
      fail(isRefusal ? auth.failure(error.message) : broken(error, config));
    });
    client.on('close', () => fail(hungUp(config)));
    client.on('end', () => fail(hungUp(config)));
    client.on('change password', () => fail(expired(config)));
    client.on('handshake', () => {
      isGreeted = true;
      // A host that looks the client's name up, or its users in a directory, takes its time.
      limit.extend(config.connectTimeoutMs && Math.max(config.connectTimeoutMs, decisionMs));
      // Only now has the host proved that it owns the key. Later handshakes are new keys of a link.
      if (accepted !== undefined) remembering ??= remember(stop, accepted);
    });
    client.on('ready', () => {
      end();
      const opened = link(client);
      void Promise.resolve(remembering).then((warning) => {
        resolve({ ok: true, link: opened, ...(warning === undefined ? {} : { warning }) });
      });
    });
    client.connect({
      sock: stream,
      username: config.user,
      algorithms: chosen.algorithms,
      authHandler: auth.handler,
      readyTimeout: 0,
      keepaliveInterval: config.keepAlive.intervalMs,
      keepaliveCountMax: config.keepAlive.countMax,
      hostVerifier: (bytes: Buffer, verify: (isAccepted: boolean) => void) => {
        // The package uses the memory of a packet again.
        const key = Buffer.from(bytes);
        // Later key exchanges of a link show the key that was judged at its start, or are refused.
        if (shownFirst !== undefined) {
          verify(shownFirst.equals(key));
          return;
        }
        const shown = { type: typeOf(key), key };
        judgeHost(shown, { config, known, ask: asking }).then(
          (judged) => {
            if (judged.accepted) {
              shownFirst = key;
              if (judged.remember) accepted = shown;
            } else failure ??= judged.failure;
            verify(judged.accepted);
          },
          (error: unknown) => {
            failure ??= broken(error, config);
            verify(false);
          },
        );
      },
    });
  });

const ignoreAfterwards = (): void => undefined;

/** A key that cannot be written down means the same question next time, no more. */
const remember = async ({ config, known }: Stop, key: HostKey): Promise<string | undefined> => {
  const [file] = config.userKnownHosts;
  const problem = await rememberKey(file, known.name, { key, hashed: config.hashKnownHosts });
  return problem && `The host key of ${known.name} was accepted, but not remembered: ${problem}.`;
};

/** Questions that stop the clock. */
const patiently = (ask: Asking, limit: Patience): Asking => ({
  hostKey: (question) => limit.pausedFor(() => ask.hostKey(question)),
  secret: (question) => limit.pausedFor(() => ask.secret(question)),
});

const silent = (config: SshConfig): SshFailure =>
  hostFailure(
    'unreachable',
    `${placeOf(config)} did not finish the greeting within ${config.connectTimeoutMs / 1000} s.`,
    `Check that an SSH server answers on port ${config.port}, and that the host is not overloaded.`,
  );

const decisionMs = 30_000;

const undecided = (config: SshConfig): SshFailure =>
  hostFailure(
    'unreachable',
    `${placeOf(config)} did not decide within ${Math.max(config.connectTimeoutMs, decisionMs) / 1000} s whether to let ${config.user} in.`,
    'Its user directory or its DNS may hang; the log of its sshd says where it waits.',
  );

const hungUp = (config: SshConfig): SshFailure =>
  hostFailure(
    'refused',
    `${placeOf(config)} closed the connection before it was established.`,
    'Its sshd may refuse this address for now (MaxStartups, PerSourcePenalties, fail2ban), or another program listens there; its log says which.',
  );

const expired = (config: SshConfig): SshFailure =>
  hostFailure(
    'authentication',
    `The password of ${config.user}@${config.alias} has expired.`,
    `Change it with \`ssh ${config.alias}\` on a terminal.`,
  );

const broken = (error: unknown, config: SshConfig): SshFailure =>
  hostFailure(
    'refused',
    `The connection to ${placeOf(config)} failed: ${wordsOf(error)}.`,
    "`--ssh openssh` tries the same with the system's ssh.",
  );
