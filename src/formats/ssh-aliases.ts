/** What an ssh_config names: hosts, and files that are read in its place. */
export type SshAlias = { readonly host: string } | { readonly include: string };

/** `Host` lines without wildcards and negations, in order: what a person could type after `ssh`. */
export const sshAliases = (text: string): readonly SshAlias[] =>
  text.split(/\r?\n/).flatMap((raw): SshAlias[] => {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)(?:\s+|\s*=\s*)(.*?)\s*$/.exec(raw) ?? [];
    const words = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
    switch (keyword.toLowerCase()) {
      case 'host':
        return words.flatMap((word = '') => (/[*?!]/.test(word) || !word ? [] : [{ host: word }]));
      case 'include':
        return words.map((word = '') => ({ include: word }));
      default:
        return [];
    }
  });
