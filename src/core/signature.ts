import type { Flow, Signature } from './flow.ts';
import { guardOf, weightOf } from './guard.ts';
import { unescaped } from './log-line.ts';
import type { Pattern } from './pattern.ts';

/** A signature made ready to be looked for. */
export type KnownSignature = {
  readonly flow: string;
  /** Lint promises one; a signature without is never found in a log. */
  readonly guard: string;
  /** Characters that it says literally: the most specific text wins. */
  readonly weight: number;
  readonly proves?: string;
  /** As the flow gives it. */
  readonly signature: Signature;
  /** Its flow asks which container shows the symptom. */
  readonly takesContainer: boolean;
  /** It is its guard and nothing else: bytes that hold the guard, case by case, hold it. */
  readonly isGuard: boolean;
  /** What it captures in a line: inputs of its flow; undefined if the line does not hold it. */
  find(line: string): Captured | undefined;
};

export type Captured = Readonly<Record<string, string>>;

/** What a text is compared with: all of a flow but its tree, which is most of it. */
export type SignedFlow = Pick<Flow, 'id' | 'title' | 'where' | 'inputs' | 'signatures'>;

/** `pattern` of core/pattern.ts; handed in, because loading RE2 takes longer than most look-ups. */
export type Compile = (source: string) => Pattern;

/** What a signature's expression tells of itself. To read it out takes longer than a look-up. */
export type Gist = {
  readonly guard?: string;
  readonly weight: number;
  /** The same expression for JavaScript's engine, where that is as safe (see core/one-way.ts). */
  readonly oneWay?: string;
};

/**
 * A flow whose signatures carry their gist: the build makes these of the flows that ship, and
 * brings the translator of expressions along.
 */
export const withGists = (flow: Flow, translate: (source: string) => string | undefined): Flow => ({
  ...flow,
  signatures: flow.signatures.map((signature) => {
    const oneWay = 'matches' in signature ? translate(signature.matches) : undefined;
    const gist = { ...readGist(signature), ...(oneWay !== undefined && { oneWay }) };
    return { ...signature, gist };
  }),
});

export const gistOf = (signature: Signature & { readonly gist?: Gist }): Gist =>
  signature.gist ?? readGist(signature);

const readGist = (signature: Signature): Gist => {
  const guard = guardOf(signature);
  return { ...(guard !== undefined && { guard }), weight: weightOf(signature) };
};

export const signaturesOf = (
  flows: readonly SignedFlow[],
  compile: Compile,
): readonly KnownSignature[] =>
  flows.flatMap((flow) =>
    flow.signatures.flatMap((signature) => {
      const { guard, weight } = gistOf(signature);
      if (guard === undefined) return [];
      return [
        {
          flow: flow.id,
          guard,
          weight,
          signature,
          takesContainer: Object.hasOwn(flow.inputs, 'container'),
          isGuard: 'contains' in signature && signature.contains === guard,
          ...(signature.proves !== undefined && { proves: signature.proves }),
          find: finder(flow, signature, compile),
        },
      ];
    }),
  );

const finder = (
  flow: SignedFlow,
  signature: Signature,
  compile: Compile,
): KnownSignature['find'] => {
  if ('contains' in signature) {
    return (line) =>
      spellings(line).some((text) => text.includes(signature.contains)) ? {} : undefined;
  }
  let compiled: Pattern | undefined;
  const look = (line: string): Captured | undefined => {
    compiled ??= compile(signature.matches);
    for (const text of spellings(line)) {
      const match = compiled.find(text);
      if (match) return inputsIn(flow, match.groups);
    }
    return undefined;
  };
  // What fails is tried again and again, and fails with the same words.
  let last: { readonly line: string; readonly captured: Captured | undefined } | undefined;
  return (line) => {
    if (last?.line !== line) last = { line, captured: look(line) };
    return last.captured;
  };
};

/** A log of JSON lines escapes quotes once, inside a json-file log twice. */
const spellings = (line: string): readonly string[] => {
  if (!line.includes('\\')) return [line];
  const once = unescaped(line);
  return once.includes('\\') ? [line, once, unescaped(once)] : [line, once];
};

const longestValue = 400;

/** RE2 allows no dash in a group's name: `env_file` fills the input `env-file`. */
const inputsIn = (flow: SignedFlow, groups: Captured): Captured =>
  Object.fromEntries(
    Object.entries(groups)
      .map(([name, value]) => [name.replaceAll('_', '-'), value] as const)
      .filter(([name, value]) => Object.hasOwn(flow.inputs, name) && value.length <= longestValue),
  );
