/** Addresses that `/etc/hosts` gives a name, in the order of the lines. */
export const addressesIn = (hosts: string, name: string): readonly string[] =>
  hosts.split('\n').flatMap((line) => {
    const [address, ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const known = names.some((each) => each.toLowerCase() === name.toLowerCase());
    return address && known ? [address] : [];
  });
