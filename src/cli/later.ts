/** What CONTRACT names and this version lacks: refused with words, never ignored. */

export const laterCommands: Readonly<Record<string, string>> = {
  overview: 'See the same facts with `deploy-doctor triage`.',
  setup: 'Set the project up by hand, then look with `deploy-doctor triage`.',
  verify: 'Look before and after a deployment with `deploy-doctor triage --json`.',
  check: 'Look at what runs with `deploy-doctor triage`.',
  report: 'Write a report while looking: `deploy-doctor triage --report md --out incident.md`.',
  replay: 'Practise on a recorded incident in the wizard: `deploy-doctor`, then `t`.',
  completion: 'List the commands with `deploy-doctor --help`.',
};

export const laterOptions: Readonly<Record<string, string>> = {
  '--watch <seconds>': 'Run `deploy-doctor triage` again.',
};
