/** What CONTRACT names and this version lacks: refused with words, never ignored. */

export const laterCommands: Readonly<Record<string, string>> = {
  overview: 'See the same facts with `deploy-doctor triage`.',
  setup: 'Set the project up by hand, then look with `deploy-doctor triage`.',
  verify: 'Look before and after a deployment with `deploy-doctor triage --json`.',
  check: 'Look at what runs with `deploy-doctor triage`.',
  report: 'Write a report while looking: `deploy-doctor triage --report md --out incident.md`.',
  replay: 'Practise on a recorded incident in the wizard: `deploy-doctor`, then `t`.',
  undo: 'This version changes nothing on a target, so there is nothing to undo.',
  completion: 'List the commands with `deploy-doctor --help`.',
};

const byHand = 'The diagnosis lists its fixes with the lines to type by hand.';

export const laterOptions: Readonly<Record<string, string>> = {
  '--watch <seconds>': 'Run `deploy-doctor triage` again.',
  '--fix <id>': byHand,
  '--dry-run': byHand,
  '--yes': byHand,
  '--confirm <name>': byHand,
};

export const laterLookupOptions: Readonly<Record<string, string>> = {
  '--timeline': 'The JSON form gives the first and the last line: `lookup --json`.',
  '--remember': 'Give the text again when it is needed.',
};

export const laterExplainOptions: Readonly<Record<string, string>> = {
  '--html <dir>': 'Read it in the terminal: `deploy-doctor explain <flow>`.',
};
