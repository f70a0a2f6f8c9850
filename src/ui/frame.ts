import type { TargetState } from '../core/session.ts';
import type { Desk } from './actions.ts';
import { keyLabel } from './key-name.ts';
import { keys, type Command, type ScreenId } from './keys.ts';
import { linkWords } from './link-words.ts';
import { many } from './screens/seen.ts';
import { inner, isTight, roomFor, type Page, type Size } from './page.ts';
import { blank, cut, ends, line, lineWidth, span, width, type Line } from './text.ts';
import { marks } from './theme.ts';
import type { Spot } from './view.ts';

/** A page cut to the terminal: what stands in which row. Never taller than it, less one row. */
export type Frame = {
  readonly header: Line;
  readonly title: readonly Line[];
  /** Rows of the field; 0: there is none. */
  readonly fieldRows: number;
  readonly body:
    | { readonly kind: 'lines'; readonly shown: readonly Line[]; readonly rows: number }
    | {
        readonly kind: 'choices';
        /** How many are shown at once. */
        readonly limit: number;
        readonly airy: boolean;
        readonly after: readonly Line[];
      };
  readonly footer: Line;
  readonly gap: boolean;
  /** How far the body can be scrolled, where it begins now, and a page of it. */
  readonly scroll: { readonly most: number; readonly at: number; readonly page: number };
  /** Rows of the body where its parts begin. */
  readonly sections: readonly number[];
};

export const frameOf = (page: Page, spot: Spot, size: Size, header: Line): Frame => {
  const cells = inner(size);
  const gap = !isTight(size);
  const room = roomFor(size);
  const fieldRows = page.field ? (page.screen === 'paste' ? (gap ? 7 : 3) : 2) : 0;
  if (page.body.kind === 'choices') {
    const { choices, after = [] } = page.body;
    const each = Math.max(1, choices[0]?.lines.length ?? 1);
    // At least one choice, whatever stands above it.
    const title = capped(page.title, room - fieldRows - each, cells);
    const rows = Math.max(each, room - fieldRows - title.length);
    // Air between the choices, where there is room for all of them and what stands below.
    const airy = gap && choices.length * (each + 1) + after.length <= rows;
    const taken = each + (airy ? 1 : 0);
    const limit = Math.min(choices.length, Math.max(1, Math.floor(rows / taken)));
    const left = rows - limit * taken;
    const index = Math.max(
      0,
      choices.findIndex(({ value }) => value === spot.chosen),
    );
    const place = limit < choices.length ? `${index + 1} of ${choices.length}` : '';
    return {
      header,
      title,
      fieldRows,
      body: { kind: 'choices', limit, airy, after: after.length <= left ? after : [] },
      footer: footerOf(page, spot, cells, place),
      gap,
      scroll: { most: 0, at: 0, page: limit },
      sections: [],
    };
  }
  // Where rows are few, all of the title but its first row scrolls with the text.
  const stays = gap ? page.title : page.title.slice(0, 1);
  const title = capped(stays, room - fieldRows - 1, cells);
  const moved = gap || page.title.length < 2 ? 0 : page.title.length;
  const lines = moved > 0 ? [...page.title.slice(1), blank, ...page.body.lines] : page.body.lines;
  const rows = Math.max(1, room - fieldRows - title.length);
  const most = Math.max(0, lines.length - rows);
  const untouched = spot.scroll < 0;
  const start = page.body.follows ? most : (page.body.from ?? 0) + (page.body.from ? moved : 0);
  const at = Math.min(most, untouched ? start : spot.scroll);
  const below = lines.length - at - rows;
  const left = cells < 60 ? `${marks.more}${below}` : `${marks.more} ${below} more`;
  const place = below > 0 ? left : at > 0 ? 'end' : '';
  return {
    header,
    title,
    fieldRows,
    body: { kind: 'lines', shown: lines.slice(at, at + rows), rows },
    footer: footerOf(page, spot, cells, place),
    gap,
    scroll: { most, at, page: Math.max(1, rows - 1) },
    sections: (page.body.sections ?? []).map((row) => row + moved),
  };
};

const capped = (lines: readonly Line[], most: number, cells: number): readonly Line[] => {
  if (lines.length <= most) return lines;
  const kept = lines.filter((each) => each.length > 0).slice(0, Math.max(1, most));
  const last = kept.at(-1) ?? blank;
  return [...kept.slice(0, -1), cut([...last, span(' …')], cells)];
};

/** The keys that matter here, as many as fit; the way to the others and out is always there. */
const footerOf = (page: Page, { typing }: Spot, cells: number, place: string): Line => {
  // Where there is no room for all, the screen of keys knows the others.
  const kept = cells < 60 ? (['keys'] as const) : (['keys', 'quit'] as const);
  const always: readonly Command[] = typing ? ['interrupt'] : kept;
  const wanted = typing ? (['open', 'list', 'back'] as const) : [...page.hints, 'quit' as const];
  const moves = !typing && page.body.kind === 'choices' && cells >= 60 ? [hint('move', '↑↓')] : [];
  const last = always.flatMap((command) => hintOf(page.screen, command, typing));
  const right: Line = place ? [span(place, 'accent')] : [];
  let room = cells - total(last) - (place ? place.length + 2 : 0);
  const shown: Line[] = [];
  for (const each of [
    ...moves,
    ...wanted
      .filter((command) => !always.includes(command))
      .filter((command) => place !== '' || command !== 'page-down')
      .flatMap((command) => hintOf(page.screen, command, typing)),
  ]) {
    if (lineWidth(each) + 2 > room) continue;
    room -= lineWidth(each) + 2;
    shown.push(each);
  }
  const spans = [...shown, ...last].flatMap((each, at) => (at > 0 ? [span('  '), ...each] : each));
  return ends(spans, right, cells);
};

const total = (lines: readonly Line[]): number =>
  lines.reduce((sum, each) => sum + lineWidth(each) + 2, 0);

const hint = (words: string, label: string): Line => [
  span(label, 'accent'),
  span(` ${words}`, 'quiet'),
];

const hintOf = (screen: ScreenId, command: Command, typing: boolean): readonly Line[] => {
  const key = keys.find(
    (each) => each.command === command && each.on.includes(screen) && (!typing || each.typing),
  );
  return key ? [hint(key.short, keyLabel(key.keys[0] ?? ''))] : [];
};

export type HeaderFacts = Pick<Desk, 'practice' | 'unkept'> & {
  /** How many hosts there are. */
  readonly hosts: number;
  /** How long the target's link has been away, in seconds. */
  readonly away: number | undefined;
};

/** Where we are: the target in words, and when it was looked at. */
export const headerOf = (
  target: TargetState | undefined,
  { practice, unkept, hosts, away }: HeaderFacts,
  size: Size,
): Line => {
  const cells = inner(size);
  const name = span('deploy-doctor', 'accent');
  if (practice !== undefined) {
    return cut([name, span('  '), span(`practice: ${practice}`, 'warn')], cells);
  }
  const { engine, projects = [] } = target?.overview ?? {};
  const [project, ...others] = projects;
  const facts = [
    target?.label ?? many(hosts, 'host'),
    ...(project && others.length === 0 ? [`project ${project.project}`] : []),
    ...(others.length > 0 ? [`${projects.length} projects`] : []),
    ...(engine ? [`docker ${version(engine.version)}`] : []),
    ...(engine?.compose === undefined ? [] : [`compose ${version(engine.compose)}`]),
  ];
  // Said on every screen: who relies on a record must not learn of it at the end.
  if (unkept !== undefined) {
    // The system's own words, without the call and the path that follow them.
    const notice = span(`! session not kept: ${unkept.replace(/, .*$/s, '')}`, 'warn');
    return cut([name, span('  '), notice], cells);
  }
  const at = target?.overviewAt === undefined ? '' : `looked ${clock(target.overviewAt)}`;
  const lost = target && linkWords(target, away);
  // What is on the screen has an age, the more so while nothing can be asked.
  if (lost && cells < 60) {
    const [brief = ''] = lost.text.split(',');
    return ends(line(target.label), [span(brief, lost.tone)], cells);
  }
  const both = [at, lost?.text ?? ''].filter(Boolean).join(between);
  const taken = name.text.length + width(facts[0] ?? '') + 4;
  const looked = lost && taken + width(both) > cells ? lost.text : both;
  const right: Line = looked ? [span(looked, lost?.tone ?? 'quiet')] : [];
  // When it was looked at matters more than the last of the facts.
  while (
    facts.length > (cells < 60 || lost ? 1 : 2) &&
    name.text.length + width(facts.join(between)) + (cells < 60 ? 0 : looked.length + 4) + 2 > cells
  ) {
    facts.pop();
  }
  return ends([name, span('  '), span(facts.join(between))], right, cells);
};

const between = ` ${marks.bullet} `;

/** Without what distributions add: `20.10.24+dfsg1`. */
const version = (text: string): string => text.replace(/[+~-].*$/, '');

/** A clock stands still until something happens; an age would have to tick. */
const clock = (at: string): string => new Date(at).toTimeString().slice(0, 8);
