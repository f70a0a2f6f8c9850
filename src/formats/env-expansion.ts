/** `$NAME`, `${NAME:-default}` and their kin, as Compose writes them. */

export type Lookup = (name: string) => string | undefined;

export type Expanded = {
  readonly text: string;
  /** Names that had no value, and became nothing. */
  readonly unset: readonly string[];
  /** Why the text could not be expanded. */
  readonly problem?: string;
};

export type ExpansionStyle = {
  /** `$NAME` counts as well as `${NAME}`. */
  readonly bare: boolean;
  /** `$$` stands for one `$`. */
  readonly doubled: boolean;
};

const reference =
  /\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?+])((?:[^{}]|\$\{[^{}]*\})*))?\}|(.|$))/gs;

export const composeStyle: ExpansionStyle = { bare: true, doubled: true };
/** python-dotenv knows braces only. */
export const bracesStyle: ExpansionStyle = { bare: false, doubled: false };

export const expand = (text: string, lookup: Lookup, style = composeStyle): Expanded => {
  const unset: string[] = [];
  let problem: string | undefined;
  const filled = text.replace(reference, (whole: string, ...parts: (string | undefined)[]) => {
    const [dollar, bare, name, sign, rest = '', other] = parts;
    if (dollar !== undefined) return style.doubled ? '$' : whole;
    if (bare !== undefined) return style.bare ? value(bare) : whole;
    if (name === undefined) {
      // An opened brace that nothing closes stops the whole file.
      if (style.bare && other === '{') problem ??= 'invalid interpolation format';
      return whole;
    }
    const inner = (): string => expand(rest, lookup, style).text;
    const found = lookup(name);
    const counts =
      sign?.startsWith(':') === true ? found !== undefined && found !== '' : found !== undefined;
    switch (sign?.at(-1)) {
      case '-':
        return counts ? (found ?? '') : inner();
      case '+':
        return counts ? inner() : '';
      case '?':
        if (!counts) problem ??= `required variable ${name} is missing a value`;
        return found ?? '';
      case undefined:
        return value(name);
    }
    return whole;
  });
  return { text: filled, unset, ...(problem !== undefined && { problem }) };

  function value(name: string): string {
    const found = lookup(name);
    if (found === undefined) unset.push(name);
    return found ?? '';
  }
};
