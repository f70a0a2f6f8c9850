/** What the arguments of a program may be: rules for the table of looks. */
export type Rule = (args: readonly string[]) => boolean;

/** Reads whatever it is told to. */
export const always: Rule = () => true;

/** Anything but these options: alone, with `=value`, or as a letter among others (`-vk`). */
export const without =
  (...forbidden: readonly string[]): Rule =>
  (args) =>
    !args.some((arg) => forbidden.some((option) => isOption(arg, option)));

const isOption = (arg: string, option: string): boolean => {
  if (arg === option || arg.startsWith(`${option}=`)) return true;
  const letter = /^-(\w)$/.exec(option)?.[1];
  return letter !== undefined && /^-\w/.test(arg) && arg.includes(letter);
};

export type Command = {
  /** Options that take no value. */
  readonly flags?: readonly string[];
  /** Options that take one: in the next word or after `=`. */
  readonly valued?: readonly string[];
  /** The commands it may be given; without them it may have plain words. */
  readonly commands?: Readonly<Record<string, Command>>;
  /** May be given without a command, as in `docker --version`. */
  readonly bare?: true;
};

/** Only what is listed: an option that is not known may take the next word for its value. */
export const only =
  (command: Command): Rule =>
  (args) => {
    const { flags = [], valued = [], commands, bare } = command;
    for (let at = 0; at < args.length; at += 1) {
      const arg = args[at] ?? '';
      if (flags.includes(arg)) continue;
      if (valued.includes(arg)) {
        at += 1;
        continue;
      }
      if (valued.some((option) => option.startsWith('--') && arg.startsWith(`${option}=`)))
        continue;
      if (arg.startsWith('-') && arg !== '-') return false;
      if (!commands) continue;
      const next = Object.hasOwn(commands, arg) ? commands[arg] : undefined;
      return next !== undefined && only(next)(args.slice(at + 1));
    }
    return commands === undefined || bare === true;
  };
