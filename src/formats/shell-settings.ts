import { parentOf } from './paths.ts';

type Env = ReadonlyMap<string, string>;

/**
 * What commands of a start script do to the variables that it hands on: `export NAME=value`,
 * `NAME=value` on a line of its own, and sourcing a virtual environment's `activate`. A value that
 * only running it would tell keeps its `$(…)`.
 */
export const settingsOf = (commands: readonly (readonly string[])[], given: Env): Env => {
  const env = new Map(given);
  for (const [first = '', ...rest] of commands) {
    const activated = first === '.' || first === 'source' ? activates(rest[0] ?? '') : undefined;
    if (activated !== undefined) {
      env.set('VIRTUAL_ENV', activated);
      env.set('PATH', `${activated}/bin:${env.get('PATH') ?? ''}`);
      continue;
    }
    // `NAME=value program` sets it for that program only, which is the last one as a rule.
    for (const pair of first === 'export' ? rest : [first, ...rest]) {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined) break;
      env.set(name, isUnclear(value) ? value : expanded(value, env));
    }
  }
  return env;
};

/** Does it hold a command whose output nobody knows? */
export const isUnclear = (value: string): boolean => /\$\(|`/.test(value);

const activates = (path: string): string | undefined =>
  path.endsWith('/bin/activate') ? parentOf(parentOf(path)) : undefined;

const expanded = (value: string, env: Env): string =>
  value.replace(
    /\$(?:\{([A-Za-z_]\w*)(?::?[-+]([^}]*))?\}|([A-Za-z_]\w*))/g,
    (_, braced?: string, otherwise?: string, bare?: string) =>
      env.get(braced ?? bare ?? '') ?? otherwise ?? '',
  );
