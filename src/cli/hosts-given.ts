import { UserError } from '../errors.ts';
import { hostNamed, type HostNamed } from '../formats/host-name.ts';

/** Hosts of `--host`, each as it was typed. */
export const hostsGiven = (texts: readonly string[]): readonly HostNamed[] =>
  texts.map((text) => {
    const read = hostNamed(text);
    if (read.ok) return read.host;
    throw new UserError(
      `--host was given \`${text}\`: ${read.words.replace(/^`[^`]*` is no host: /, '')}.`,
      'Such as `--host deploy@web-1`, `--host web-1:2222` or `--host [2001:db8::7]:22`.',
    );
  });
