import { isMap, isScalar, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { emptyInventory, groupNamed, type AnsibleInventory } from './ansible-host.ts';
import type { InventoryRead } from './ansible-ini.ts';
import { hostRange } from './host-range.ts';

/** An Ansible inventory in YAML form: groups of `hosts`, `children` and `vars`. */
export const ansibleYaml = (text: string): InventoryRead => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, customTags: vaultTag });
  const lineOf = (node: unknown): number => counter.linePos(rangeOf(node)).line || 1;
  const fault = (node: unknown, words: string): InventoryRead => ({
    ok: false,
    fault: { line: lineOf(node), words },
  });
  const [broken] = document.errors;
  if (broken) {
    const [words = ''] = broken.message.split(/ at line \d/);
    return { ok: false, fault: { line: broken.linePos?.[0].line ?? 1, words } };
  }
  const inventory = emptyInventory();
  if (document.contents === null) return { ok: true, inventory };
  if (!isMap(document.contents)) return fault(document.contents, 'this is no map of groups');
  const wrong = groupsIn(inventory, document.contents, lineOf);
  return wrong ? fault(wrong.node, wrong.words) : { ok: true, inventory };
};

/** Values that are encrypted are none that tell the way to a host. */
const vaultTag = [{ tag: '!vault', resolve: () => '' }];

const rangeOf = (node: unknown): number =>
  (node as Partial<Node> | null | undefined)?.range?.[0] ?? 0;

type Wrong = { readonly node: unknown; readonly words: string };

const groupsIn = (
  inventory: AnsibleInventory,
  map: YAMLMap,
  lineOf: (node: unknown) => number,
): Wrong | undefined => {
  for (const { key, value } of map.items) {
    const name = textOf(key);
    const group = groupNamed(inventory, name);
    if (isEmpty(value)) continue;
    if (!isMap(value)) return { node: key, words: `the group ${name} is no map` };
    for (const { key: partKey, value: part } of value.items) {
      const what = textOf(partKey);
      if (!['hosts', 'children', 'vars'].includes(what)) {
        return { node: partKey, words: `a group holds hosts, children and vars, not \`${what}\`` };
      }
      if (isEmpty(part)) continue;
      if (!isMap(part)) return { node: partKey, words: `${what} of ${name} is no map` };
      if (what === 'vars') Object.assign(group.vars, variablesIn(part));
      else if (what === 'children') {
        for (const each of part.items) group.children.add(textOf(each.key));
        const wrong = groupsIn(inventory, part, lineOf);
        if (wrong) return wrong;
      } else {
        for (const each of part.items) {
          const range = hostRange(textOf(each.key));
          if (!range.ok) return { node: each.key, words: range.words };
          const vars = isMap(each.value) ? variablesIn(each.value) : {};
          for (const host of range.names) {
            group.hosts.set(host, { ...group.hosts.get(host), ...vars });
            if (!inventory.lines.has(host)) inventory.lines.set(host, lineOf(each.key));
          }
        }
      }
    }
  }
  return undefined;
};

const isEmpty = (node: unknown): boolean =>
  node === null || node === undefined || (isScalar(node) && node.value === null);

const textOf = (node: unknown): string => {
  if (!isScalar(node)) return '';
  const { value } = node;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const variablesIn = (map: YAMLMap): Record<string, string> =>
  Object.fromEntries(
    map.items.flatMap(({ key, value }): [string, string][] =>
      isScalar(value) && value.value !== null ? [[textOf(key), textOf(value)]] : [],
    ),
  );
