import { hostNamed, portOf, type HostNamed } from './host-name.ts';

/** Variables of a host or a group, as they stand in an inventory. */
export type Variables = Readonly<Record<string, string>>;

export type AnsibleGroup = {
  readonly hosts: Map<string, Variables>;
  readonly children: Set<string>;
  readonly vars: Record<string, string>;
};

/** An inventory, whichever way it was written. Host names are whole: ranges are spread out. */
export type AnsibleInventory = {
  readonly groups: Map<string, AnsibleGroup>;
  /** The line of each host's first mention. */
  readonly lines: Map<string, number>;
};

export const groupNamed = ({ groups }: AnsibleInventory, name: string): AnsibleGroup => {
  const known = groups.get(name);
  if (known) return known;
  const group: AnsibleGroup = { hosts: new Map(), children: new Set(), vars: {} };
  groups.set(name, group);
  return group;
};

export const emptyInventory = (): AnsibleInventory => ({ groups: new Map(), lines: new Map() });

/**
 * What a host's variables come to: its own before those of its groups, a child group's before its
 * parents', `all` last.
 */
export const variablesOf = (inventory: AnsibleInventory, host: string): Variables => {
  const own = [...inventory.groups].flatMap(([name, { hosts }]) => (hosts.has(host) ? [name] : []));
  const layers: Variables[] = own.map((name) => inventory.groups.get(name)?.hosts.get(host) ?? {});
  const seen = new Set<string>();
  for (let level = own; level.length > 0;) {
    const near = level.filter((name) => !seen.has(name) && name !== 'all').toSorted();
    // Of groups at one level the last name counts, as Ansible has it.
    layers.push(...near.toReversed().map((name) => inventory.groups.get(name)?.vars ?? {}));
    near.forEach((name) => seen.add(name));
    level = [...inventory.groups].flatMap(([name, { children }]) =>
      near.some((child) => children.has(child)) ? [name] : [],
    );
  }
  layers.push(inventory.groups.get('all')?.vars ?? {});
  return Object.assign({}, ...layers.toReversed()) as Variables;
};

export type AnsibleHostRead =
  { readonly ok: true; readonly host: HostNamed } | { readonly ok: false; readonly words: string };

/** How Ansible would reach a host, as far as that is a matter of name, user and port. */
export const ansibleHost = (name: string, vars: Variables): AnsibleHostRead => {
  const connection = vars['ansible_connection'] ?? 'ssh';
  if (connection === 'local') return { ok: true, host: { host: name, name, local: true } };
  if (!['ssh', 'smart', 'paramiko', 'paramiko_ssh', 'ansible.builtin.ssh'].includes(connection)) {
    return { ok: false, words: `${name} is reached by \`${connection}\`, not over ssh` };
  }
  const address = vars['ansible_host'] ?? vars['ansible_ssh_host'];
  const user = vars['ansible_user'] ?? vars['ansible_ssh_user'];
  const portText = vars['ansible_port'] ?? vars['ansible_ssh_port'];
  for (const [what, value] of Object.entries({ address, user, portText })) {
    if (value?.includes('{{')) {
      const variable = what === 'portText' ? 'port' : what;
      return { ok: false, words: `the ${variable} of ${name} is a template: \`${value}\`` };
    }
  }
  const read = hostNamed(address ?? name);
  if (!read.ok) return read;
  const port = portText === undefined ? read.host.port : portOf(portText);
  if (portText !== undefined && port === undefined) {
    return { ok: false, words: `\`${portText}\` is no port: it is a number from 1 to 65535` };
  }
  return {
    ok: true,
    host: {
      host: read.host.host,
      ...(user !== undefined && { user }),
      ...(port !== undefined && { port }),
      ...(address !== undefined && address !== name && { name }),
    },
  };
};
