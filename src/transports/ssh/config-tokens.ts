import { join } from 'node:path';
import type { Env } from '../docker-endpoint.ts';

/** What `%` stands for in file names of ssh_config. */
export type Tokens = {
  readonly home: string;
  readonly env: Env;
  /** `%h`: `web-1.example.com`, and so on; `%%` is always there. */
  readonly values: Readonly<Record<string, string>>;
};

export type Expanded =
  { readonly ok: true; readonly value: string } | { readonly ok: false; readonly unknown: string };

/** `~`, `%h` and `${NAME}` of a file name, filled in. */
export const expandPath = (written: string, { home, env, values }: Tokens): Expanded => {
  if (/^~[^/]/.test(written)) return { ok: false, unknown: written };
  const path = written.startsWith('~') ? join(home, written.slice(1)) : written;
  let unknown: string | undefined;
  const value = path.replace(/%(.)|\$\{(\w+)\}/g, (whole, token?: string, name?: string) => {
    const found = token === '%' ? '%' : token === undefined ? env[name ?? ''] : values[token];
    if (found === undefined) unknown ??= whole;
    return found ?? whole;
  });
  return unknown === undefined ? { ok: true, value } : { ok: false, unknown };
};
