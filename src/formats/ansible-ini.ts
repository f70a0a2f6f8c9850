import { emptyInventory, groupNamed, type AnsibleInventory } from './ansible-host.ts';
import type { ListFault } from './host-name.ts';
import { hostRange } from './host-range.ts';

export type InventoryRead =
  | { readonly ok: true; readonly inventory: AnsibleInventory }
  | { readonly ok: false; readonly fault: ListFault };

/** An Ansible inventory in INI form: groups, `:children`, `:vars`, ranges, variables of hosts. */
export const ansibleIni = (text: string): InventoryRead => {
  const inventory = emptyInventory();
  let [group, part] = ['ungrouped', 'hosts'];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const fault = (words: string): InventoryRead => ({ ok: false, fault: { line, words } });
    const content = raw.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    if (content.startsWith('[') && !/^\[[^\]]*\]\S/.test(content)) {
      const header = /^\[([^\]:\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(content);
      const [, name, kind = 'hosts'] = header ?? [];
      if (name === undefined || !['hosts', 'children', 'vars'].includes(kind)) {
        return fault(`\`${content}\` is no group: it is [name], [name:children] or [name:vars]`);
      }
      [group, part] = [name, kind];
      groupNamed(inventory, group);
      continue;
    }
    const words = wordsOf(content);
    if (!words) return fault('a quote is opened here and not closed');
    const [first = ''] = words;
    const into = groupNamed(inventory, group);
    if (part === 'children') {
      into.children.add(first);
      groupNamed(inventory, first);
    } else if (part === 'vars') {
      const [, name, value] = /^([^=\s]+)\s*=\s*(.*?)\s*$/.exec(content) ?? [];
      if (name === undefined || value === undefined) return fault(`\`${content}\` is no variable`);
      into.vars[name] = value.replace(/^(["'])(.*)\1$/, '$2');
    } else {
      const range = hostRange(first.replace(/(?<=[^\]:]):(\d+)$/, ''));
      if (!range.ok) return fault(range.words);
      const port = /[^:]:(\d+)$/.exec(first.replace(/\[[^\]]*\]/g, ''))?.[1];
      const pairs = words.slice(1).map((word) => /^([^=]+)=(.*)$/s.exec(word));
      const odd = pairs.findIndex((pair) => pair === null);
      if (odd >= 0) return fault(`\`${words[odd + 1] ?? ''}\` is no variable: it is name=value`);
      const vars = Object.fromEntries(
        pairs.map((pair): [string, string] => [pair?.[1] ?? '', pair?.[2] ?? '']),
      );
      for (const name of range.names) {
        const before = into.hosts.get(name) ?? {};
        into.hosts.set(name, {
          ...before,
          ...(port !== undefined && { ansible_port: port }),
          ...vars,
        });
        if (!inventory.lines.has(name)) inventory.lines.set(name, line);
      }
    }
  }
  return { ok: true, inventory };
};

/** Words of a host's line: quotes hold blanks together, a lone `#` begins a comment. */
const wordsOf = (content: string): readonly string[] | undefined => {
  const words: string[] = [];
  let [word, quote, isWord] = ['', '', false];
  for (const character of content) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      [quote, isWord] = [character, true];
    } else if (/\s/.test(character)) {
      if (isWord) words.push(word);
      [word, isWord] = ['', false];
    } else if (character === '#' && !isWord) {
      return words;
    } else {
      word += character;
      isWord = true;
    }
  }
  if (isWord) words.push(word);
  return quote === '' ? words : undefined;
};
