import { execa } from 'execa';
import type { Env } from '../docker-endpoint.ts';

/** ssh finds its keys, its agent and its tickets by the environment; its words are English. */
export const sshEnv = (env: Env): Record<string, string> => {
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const kept = given.filter(([name]) => !/^(LC_|LANG|SSH_ASKPASS)/.test(name));
  return { PATH: '/usr/local/bin:/usr/bin:/bin', ...Object.fromEntries(kept), LC_ALL: 'C' };
};

/** `ssh`, its streams left to whoever reads them. */
export const ssh = (args: readonly string[], env: Env) =>
  execa('ssh', args, {
    reject: false,
    buffer: false,
    stdin: 'pipe',
    extendEnv: false,
    env: sshEnv(env),
    forceKillAfterDelay: 1000,
  });

export type SshProgram = ReturnType<typeof ssh>;

/** What `ssh -G` resolves; ssh reads its configuration better than anybody. */
export const resolved = async (
  args: readonly string[],
  env: Env,
): Promise<
  | { readonly ok: true; readonly settings: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly isMissing: boolean; readonly stderr: string }
> => {
  const result = await execa('ssh', ['-G', ...args], {
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: sshEnv(env),
  });
  if (result.exitCode !== 0) {
    const isMissing = result.code === 'ENOENT';
    return { ok: false, isMissing, stderr: isMissing ? '' : result.stderr };
  }
  const pairs = result.stdout.split('\n').map((line): [string, string] => {
    const at = line.indexOf(' ');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  return { ok: true, settings: new Map(pairs) };
};
