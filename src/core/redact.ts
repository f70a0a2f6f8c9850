/** Takes secrets out of text: the values that the vault holds, and what looks like one anywhere. */

const hidden = '‹redacted›';

/** Names whose values are secrets, in env files, JSON, YAML and command lines alike. */
const telling =
  '(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|MASTER_?KEY|ENCRYPTION_?KEY|KEY_BASE|PGPASS|REDISCLI_AUTH|requirepass|masterauth|BEARER)[A-Za-z0-9_.-]{0,64}';

const rules: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host. An unescaped password may itself hold `@` or `/`.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:/?#"'@]*:)([^\s"'`<>]+)@/gi, `$1${hidden}@`],
  // JSON in JSON in JSON: the value ends at the next quote that is escaped as often as its first.
  [
    new RegExp(`(${telling}(\\\\*)["']\\s*[=:]\\s*\\2")[\\s\\S]{0,4096}?(?<!\\\\)(\\2")`, 'gi'),
    `$1${hidden}$3`,
  ],
  [
    new RegExp(`(${telling}\\\\?["']?\\s*[=:]\\s*)\\\\?"(?:[^"\\\\]|\\\\[^"])*\\\\?"`, 'gi'),
    `$1"${hidden}"`,
  ],
  [new RegExp(`(${telling}["']?\\s*[=:]\\s*)'[^']*'`, 'gi'), `$1'${hidden}'`],
  [new RegExp(`(${telling}["']?[=:]\\s*)(?!["'\\\\‹])[^\\s"',}&;]+`, 'gi'), `$1${hidden}`],
  [
    /((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)?\s*)[^\s"',]+/gi,
    `$1${hidden}`,
  ],
  [/(--?(?:password|passwd|requirepass|token|secret|auth)[= ]+)(?!‹)[^\s"']+/gi, `$1${hidden}`],
  [
    /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(?:-----END \1-----|$)/g,
    `-----BEGIN $1----- ${hidden}`,
  ],
  [
    /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)/g,
    hidden,
  ],
  // libpq ends a password at its first `@`, and takes the rest for a part of the host's name.
  [/(could not translate host name \\?")[^"@]*@/g, `$1${hidden}@`],
  [/\bmd5[0-9a-f]{32}\b/g, hidden],
  [/SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=:]+/g, hidden],
];

export const redactPatterns = (text: string): string =>
  rules.reduce((at, [rule, instead]) => at.replace(rule, instead), text);

/** Ways in which one value may stand in text: as it is, in a URL, in JSON, in a shell, in base64. */
export const spellings = (value: string): readonly string[] => [
  ...new Set([
    value,
    encodeURIComponent(value.toWellFormed()),
    encodeURI(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("'", "'\\''"),
    value.replaceAll('$', '$$$$'),
    value.trim(),
    Buffer.from(value).toString('base64'),
  ]),
];

/** Shorter values are too common in plain text to be taken out of it; patterns still catch them. */
const shortest = 6;

/** Longest first, so that no value is cut by another that it holds. */
export const scrub = (text: string, secrets: ReadonlyMap<string, string>): string => {
  let at = text;
  for (const [value, fingerprint] of [...secrets].sort(([a], [b]) => b.length - a.length)) {
    // No spelling is shorter than the value: whole files and settings are not spelt for every word.
    if (at.length < value.trim().length) continue;
    for (const spelling of spellings(value)) {
      if (spelling.length < shortest || !at.includes(spelling)) continue;
      at = at.replaceAll(spelling, `‹${fingerprint}›`);
    }
  }
  return at;
};
