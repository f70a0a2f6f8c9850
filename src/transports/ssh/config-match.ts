import { matchesHostList, matchesList } from './patterns.ts';

/** What a Match line looks at. */
export type MatchSubject = {
  /** After the HostName that is known so far. */
  readonly host: string;
  /** As the operator named it. */
  readonly originalHost: string;
  readonly user: string;
  readonly localUser: string;
  readonly isFinal: boolean;
};

export type Matched =
  | { readonly holds: boolean; readonly wantsFinal: boolean }
  /** It depends on something that only ssh itself finds out. */
  | { readonly asksSsh: string };

/** Whether the criteria of a Match line hold, read in order as ssh reads them. */
export const matchLine = (words: readonly string[], subject: MatchSubject): Matched => {
  let [holds, wantsFinal] = [true, false];
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift() ?? '';
    const isNegated = word.startsWith('!');
    const criterion = word.replace(/^!/, '').toLowerCase();
    if (criterion === 'all') {
      if (isNegated) holds = false;
      continue;
    }
    if (criterion === 'canonical' || criterion === 'final') {
      if (criterion === 'final') wantsFinal = true;
      if (subject.isFinal === isNegated) holds = false;
      continue;
    }
    const wanted = rest.shift();
    if (wanted === undefined) return { asksSsh: `Match ${word}` };
    const found = compare(criterion, wanted, subject);
    if (found === undefined) {
      // ssh does not run a command either once the line cannot hold any more.
      if (holds || criterion !== 'exec') return { asksSsh: `Match ${criterion}` };
      continue;
    }
    if (found === isNegated) holds = false;
  }
  return { holds, wantsFinal };
};

const compare = (criterion: string, wanted: string, subject: MatchSubject): boolean | undefined => {
  switch (criterion) {
    case 'host':
      return matchesHostList(subject.host, wanted);
    case 'originalhost':
      return matchesHostList(subject.originalHost, wanted);
    case 'user':
      return matchesList(subject.user, wanted.split(','));
    case 'localuser':
      return matchesList(subject.localUser, wanted.split(','));
    default:
      return undefined;
  }
};
