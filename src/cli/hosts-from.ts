import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { ansibleHosts } from '../formats/ansible-inventory.ts';
import { hostList } from '../formats/host-list.ts';
import type { HostNamed, HostsRead } from '../formats/host-name.ts';
import { sshAliases } from '../formats/ssh-aliases.ts';
import type { Shell } from './shell.ts';

/** Hosts of `--hosts-from`: an alias of ssh_config each, an Ansible inventory's, or a list's. */
export const hostsFrom = (shell: Shell, source: string): readonly HostNamed[] => {
  const hosts = source === 'ssh-config' ? configured(shell) : listed(shell, source);
  if (hosts.length > 0) return hosts;
  throw new UserError(
    `--hosts-from ${source}: there is no host in it.`,
    'It takes ssh-config, ansible:<inventory>, or a file with one host a line.',
  );
};

const listed = ({ cwd }: Shell, source: string): readonly HostNamed[] => {
  const inventory = /^ansible:(.+)$/.exec(source)?.[1];
  const file = resolve(cwd, inventory ?? source);
  const text = textOf(file);
  const form = /\.(ya?ml|json)$/i.test(file) ? 'yaml' : 'ini';
  return hostsOf(file, inventory === undefined ? hostList(text) : ansibleHosts(text, form));
};

const hostsOf = (file: string, read: HostsRead): readonly HostNamed[] => {
  if (read.ok) return read.hosts;
  const { line, words } = read.fault;
  throw new UserError(`${file}:${line}: ${words}.`, 'Mend that line, or name hosts with `--host`.');
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `Cannot read the list of hosts: ${words}.`,
      'It takes ssh-config, ansible:<inventory>, or a file with one host a line.',
    );
  }
};

/** As deep as ssh itself follows one file into the next. */
const deepest = 16;

const configured = ({ home }: Shell): readonly HostNamed[] => {
  const folder = join(home, '.ssh');
  const names = new Set<string>();
  const read = (file: string, depth: number): void => {
    for (const entry of sshAliases(textOf(file))) {
      if ('host' in entry) names.add(entry.host);
      else if (depth < deepest) {
        const pattern = entry.include.replace(/^~(?=\/)/, home);
        for (const each of matching(resolve(folder, pattern))) read(each, depth + 1);
      }
    }
  };
  read(join(folder, 'config'), 0);
  return [...names].map((host) => ({ host }));
};

/** Files of an Include; ssh takes one that is not there for an empty one. */
const matching = (pattern: string): readonly string[] => {
  const [folder, name] = [dirname(pattern), basename(pattern)];
  const parts = name
    .split(/([*?])/)
    .map((part) => wildcards[part] ?? part.replace(/[\\^$.|+()[\]{}]/g, '\\$&'));
  const wanted = new RegExp(`^${parts.join('')}$`);
  try {
    const files = readdirSync(folder, { withFileTypes: true });
    return files
      .filter((file) => !file.isDirectory() && wanted.test(file.name))
      .map((file) => join(folder, file.name))
      .sort();
  } catch {
    return []; // a folder that is not there, or may not be read, holds no file that ssh would read
  }
};

const wildcards: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };
