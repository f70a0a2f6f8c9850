/** Words of servers and of C libraries for why a connection was not made, and the codes they mean. */
const codes: readonly (readonly [words: RegExp, code: string])[] = [
  [/refused/i, 'ECONNREFUSED'],
  [/timed out|ETIMEDOUT/i, 'ETIMEDOUT'],
  [/no route to host|host is down|EHOSTUNREACH|EHOSTDOWN/i, 'EHOSTUNREACH'],
  [/network is unreachable|ENETUNREACH/i, 'ENETUNREACH'],
  [/name or service not known|name does not resolve|no address associated/i, 'ENOTFOUND'],
  [/could not resolve|ENOTFOUND|nodename nor servname/i, 'ENOTFOUND'],
  [/temporary failure in name|EAI_AGAIN|try again/i, 'EAI_AGAIN'],
  [/permission denied|EACCES/i, 'EACCES'],
  [/no such file|ENOENT/i, 'ENOENT'],
];

/** The error that a connection from here would have ended with. */
export const wordedError = (detail: string, judged = detail): Error => {
  const code = codes.find(([words]) => words.test(judged))?.[1];
  if (code === undefined) return new Error(detail);
  const words = detail.includes(code) ? detail : `${code}: ${detail}`;
  return Object.assign(new Error(words), { code });
};
