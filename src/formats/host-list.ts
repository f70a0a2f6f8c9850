import { hostNamed, type HostNamed, type HostsRead } from './host-name.ts';

/** A plain list: one host a line, `#` begins a comment. */
export const hostList = (text: string): HostsRead => {
  const hosts: HostNamed[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const named = line.replace(/(^|\s)#.*$/, '').trim();
    if (named === '') continue;
    const read = hostNamed(named);
    if (!read.ok) return { ok: false, fault: { line: index + 1, words: read.words } };
    hosts.push(read.host);
  }
  return { ok: true, hosts };
};
