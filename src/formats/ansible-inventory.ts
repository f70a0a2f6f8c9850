import { ansibleHost, variablesOf } from './ansible-host.ts';
import { ansibleIni } from './ansible-ini.ts';
import { ansibleYaml } from './ansible-yaml.ts';
import type { HostNamed, HostsRead } from './host-name.ts';

/** Every host of an inventory, in the order of first mention. */
export const ansibleHosts = (text: string, form: 'ini' | 'yaml'): HostsRead => {
  if (text.startsWith('#!')) {
    const words =
      'this is a program that prints an inventory: give what `ansible-inventory --list --yaml` prints, as a file';
    return { ok: false, fault: { line: 1, words } };
  }
  const read = form === 'yaml' ? ansibleYaml(text) : ansibleIni(text);
  if (!read.ok) return read;
  const hosts: HostNamed[] = [];
  for (const [name, line] of read.inventory.lines) {
    const made = ansibleHost(name, variablesOf(read.inventory, name));
    if (!made.ok) return { ok: false, fault: { line, words: made.words } };
    hosts.push(made.host);
  }
  return { ok: true, hosts };
};
