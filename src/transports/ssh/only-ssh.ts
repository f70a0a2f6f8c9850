import { existsSync } from 'node:fs';
import type { Env } from '../docker-endpoint.ts';
import type { Rules } from './config-rules.ts';
import { isYes } from './config-values.ts';

type Value = string | undefined;
const isSet = (value: Value): boolean => value !== undefined && value.toLowerCase() !== 'none';

/** What ssh_config can ask for that the ssh2 package does not do. */
const directives: Readonly<Record<string, (value: Value) => boolean>> = {
  ProxyCommand: isSet,
  PKCS11Provider: isSet,
  KnownHostsCommand: isSet,
  RevokedHostKeys: isSet,
  BindInterface: isSet,
  HostbasedAuthentication: isYes,
  VerifyHostKeyDNS: isYes,
  CanonicalizeHostname: (value) => isSet(value) && value?.toLowerCase() !== 'no',
  PubkeyAcceptedAlgorithms: isSet,
};

/** Directives of this configuration that leave the connection to ssh itself, with their places. */
export const onlySsh = (rules: Rules, env: Env): string[] => {
  const reasons = Object.entries(directives).flatMap(([name, asks]) => {
    const setting = rules.first.get(name.toLowerCase());
    // A distribution's policy on algorithms is met by ssh2's choice; the operator's own is a wish.
    const isPolicy = setting?.isSystem === true && name === 'PubkeyAcceptedAlgorithms';
    if (setting === undefined || isPolicy || !asks(setting.words[0])) return [];
    return [`${name} (${setting.place})`];
  });
  const certificate = rules.all.get('certificatefile')?.find(({ words }) => isSet(words[0]));
  if (certificate !== undefined) reasons.push(`CertificateFile (${certificate.place})`);
  const gssapi = rules.first.get('gssapiauthentication');
  // Debian and Fedora switch it on for everyone; it means something to those with a ticket.
  if (isYes(gssapi?.words[0]) && (gssapi?.isSystem === false || hasTicket(env))) {
    reasons.push(`GSSAPIAuthentication (${gssapi?.place ?? ''})`);
  }
  return reasons;
};

const hasTicket = (env: Env): boolean =>
  Boolean(env.KRB5CCNAME) || existsSync(`/tmp/krb5cc_${String(process.getuid?.() ?? '')}`);
