/** Each row spoils the sample flow in one way; lint must name the rule, the place and the cure. */
export type Spoilt = {
  readonly rule: string;
  /** Line and column, then the words. */
  readonly expected: string;
  readonly cure: string;
  /** What stands there, and what it becomes. */
  readonly patch: readonly (readonly [string, string])[];
};

export const spoilt: readonly Spoilt[] = [
  {
    rule: 'idle-default',
    expected: '12:84 inputs.door: an optional input never takes its default',
    cure: 'Leave out `optional:` or `default:`.',
    patch: [['kind: text, optional: true', 'kind: text, optional: true, default: front']],
  },
  {
    rule: 'unknown-key',
    expected: '9:53 subjects.where[0]: there is no key `and so on` here',
    cure: 'Text with a comma inside `{…}` stands in quotes.',
    patch: [['{texts: {above: 0}}', '{texts: {above: 0}}, because: one, and so on']],
  },
  {
    rule: 'unknown-probe',
    expected: '34:12 steps.hinges.probe: there is no probe `door.hinge`',
    cure: 'Did you mean `door.hinges`?',
    patch: [['probe: door.hinges', 'probe: door.hinge']],
  },
  {
    rule: 'unknown-probe',
    expected: '32:3 steps.hinges: it names neither a probe nor a flow',
    cure: 'Name one: `probe:` or `flow:`.',
    patch: [['    probe: door.hinges\n', '']],
  },
  {
    rule: 'unknown-flow',
    expected: '34:11 steps.hinges.flow: there is no flow `gat`',
    cure: 'Did you mean `gate`?',
    patch: [['probe: door.hinges', 'flow: gat']],
  },
  {
    rule: 'unknown-argument',
    expected: '21:36 steps.lock.with.dor: it takes no argument `dor`',
    cure: 'Did you mean `door`?',
    patch: [["door: '{{door?}}'}", "dor: '{{door?}}'}"]],
  },
  {
    rule: 'unknown-argument',
    expected: '35:12 steps.hinges.with.house: the flow `gate` has no such input',
    cure: 'There is `container`.',
    patch: [['probe: door.hinges', 'flow: gate']],
  },
  {
    rule: 'missing-argument',
    expected: '35:5 steps.hinges.with: the argument `house` is not given',
    cure: 'Add `house:` under `with:`.',
    patch: [["{house: '{{container}}', key", '{key']],
  },
  {
    rule: 'missing-argument',
    expected:
      '35:19 steps.hinges.with.house: an optional reference may leave out an argument that must be given',
    cure: 'Refer to a value that is always known, without `?`.',
    patch: [["{house: '{{container}}', key", "{house: '{{door?}}', key"]],
  },
  {
    rule: 'wrong-argument',
    expected: '21:62 steps.lock.with.times: Invalid input: expected number, received string',
    cure: 'Give a value that it takes.',
    patch: [["door: '{{door?}}'}", "door: '{{door?}}', times: often}"]],
  },
  {
    rule: 'wrong-argument',
    expected: '35:60 steps.hinges.with.secret: it takes a secret, and is given a string',
    cure: 'Refer to a value of that kind.',
    patch: [["secret: '{{lock.code?}}'", "secret: '{{lock.bolt}}'"]],
  },
  {
    rule: 'wrong-argument',
    expected: '21:19 steps.lock.with.house: Invalid input: expected string, received number',
    cure: 'Give a value that it takes.',
    patch: [["with: {house: '{{container}}', door: '{{door?}}'}", 'with: {house: 7}']],
  },
  {
    rule: 'command-in-shipped-flow',
    expected:
      '34:12 steps.hinges.probe: a flow that comes with the program runs a command of its own',
    cure: 'Use or write a probe that asks for this one thing.',
    patch: [
      [
        "    probe: door.hinges\n    with: {house: '{{container}}', key: '{{key}}', secret: '{{lock.code?}}'}",
        '    probe: command\n    with: {argv: [ls]}',
      ],
    ],
  },
  {
    rule: 'detects-nothing',
    expected: '16:21 inputs.key.detect: `door.lock` finds no candidates',
    cure: 'Name a probe whose data holds `candidates`.',
    patch: [['probe: door.keys', 'probe: door.lock']],
  },
  {
    rule: 'unknown-field',
    expected: '37:16 steps.hinges.found[0].when: there is no field `rost`',
    cure: 'Did you mean `rust`?',
    patch: [['{rust: {above: 3}}', '{rost: {above: 3}}']],
  },
  {
    rule: 'unknown-field',
    expected:
      '47:12 diagnoses.jammed.title: {{lock.bold}} is not known: the step `lock` finds no `bold`',
    cure: 'Did you mean `bolt`?',
    patch: [['{{lock.bolt}} is jammed', '{{lock.bold}} is jammed']],
  },
  {
    rule: 'unknown-value',
    expected: '26:23 steps.lock.found[1].when.state: it is never "ajar"',
    cure: 'There is `jammed`, `open`, `shut`.',
    patch: [['{state: open}', '{state: ajar}']],
  },
  {
    rule: 'unknown-value',
    expected: '37:22 steps.hinges.found[0].when.rust: it is a number, never "lots"',
    cure: 'Compare it with a value of its own kind, or one of the operators.',
    patch: [['{rust: {above: 3}}', '{rust: lots}']],
  },
  {
    rule: 'unknown-value',
    expected:
      '37:16 steps.hinges.found[0].when.rust: `contains` wants a string or a list; this is a number',
    cure: 'Use another operator, or another field.',
    patch: [['{rust: {above: 3}}', '{rust: {contains: 3}}']],
  },
  {
    rule: 'unknown-value',
    expected: '37:16 steps.hinges.found[0].when.rust: it is always there, so `exists` asks nothing',
    cure: 'Ask about its value.',
    patch: [['{rust: {above: 3}}', '{rust: {exists: true}}']],
  },
  {
    rule: 'bad-regex',
    expected:
      '37:33 steps.hinges.found[0].when.notes.matches: error parsing regexp: invalid named capture: `(?<!x)y`',
    cure: 'Expressions are RE2: `(?P<name>…)`, no look-around, no back-references.',
    patch: [['{rust: {above: 3}}', "{notes: {matches: '(?<!x)y'}}"]],
  },
  {
    rule: 'bad-regex',
    expected:
      '5:14 signatures[1].matches: error parsing regexp: missing closing ): `lock (?P<door>[a-z]+ is jammed for good`',
    cure: 'Expressions are RE2: `(?P<name>…)`, no look-around, no back-references.',
    patch: [["'lock (?P<door>[a-z]+)", "'lock (?P<door>[a-z]+"]],
  },
  {
    rule: 'unknown-target',
    expected: '29:13 steps.lock.found[2]: nothing is called `hinge`',
    cure: 'Did you mean `hinges`?',
    patch: [['go: hinges', 'go: hinge']],
  },
  {
    rule: 'unknown-target',
    expected: '56:22 diagnoses.rusty.evidence[1]: there is no step `hinge`',
    cure: 'Did you mean `hinges`?',
    patch: [['evidence: [lock, hinges]', 'evidence: [lock, hinge]']],
  },
  {
    rule: 'unknown-target',
    expected: '6:13 signatures[1].proves: there is no diagnosis `jamed`',
    cure: 'Did you mean `jammed`?',
    patch: [['proves: jammed', 'proves: jamed']],
  },
  {
    rule: 'unknown-target',
    expected: '42:19 steps.hinges.found[1].despite[0]: there is no step `look`',
    cure: 'Did you mean `lock`?',
    patch: [['despite: [lock]', 'despite: [look]']],
  },
  {
    rule: 'idle-despite',
    expected:
      '42:19 steps.hinges.found[1].despite[0]: no path comes here that passed `hinges` without seeing',
    cure: 'Take it out.',
    patch: [['despite: [lock]', 'despite: [hinges]']],
  },
  {
    rule: 'unknown-reference',
    expected: '33:12 steps.hinges.title: {{hous}} is no input and no step',
    cure: 'There is `container`, `door`, `key`, `lock`, `hinges`.',
    patch: [['title: Look at the hinges', 'title: Look at {{hous}}']],
  },
  {
    rule: 'unknown-reference',
    expected:
      '19:12 steps.lock.title: {{hinges.rust}} is not known: no path passes `hinges` before',
    cure: 'Refer to a step that comes before.',
    patch: [['title: Look at the lock of {{container}}', 'title: Look before {{hinges.rust}}']],
  },
  {
    rule: 'unknown-reference',
    expected: '19:12 steps.lock.title: {{container.name}} is an input, which has no fields',
    cure: 'Write {{container}}.',
    patch: [['title: Look at the lock of {{container}}', 'title: Look at {{container.name}}']],
  },
  {
    rule: 'reference-not-on-every-path',
    expected:
      '54:14 diagnoses.rusty.explain: {{lock.bolt}} is not always known: a path to `rusty` does not leave `lock` by found',
    cure: 'Write {{lock.bolt?}} where it may be absent, or lead every way through `lock`.',
    patch: [['explain: Hinges rust.', 'explain: Hinges of {{lock.bolt}} rust.']],
  },
  {
    rule: 'reference-not-on-every-path',
    expected: '19:12 steps.lock.title: {{door}} is an optional input and may be absent',
    cure: 'Write {{door?}}.',
    patch: [['title: Look at the lock of {{container}}', 'title: Look at {{door}}']],
  },
  {
    rule: 'reference-not-on-every-path',
    expected:
      '48:14 diagnoses.jammed.explain: {{lock.excerpt}} may be absent: `lock` does not always find it',
    cure: 'Write {{lock.excerpt?}}, or lead here by a row that tests it.',
    patch: [['explain: Bolts jam.', 'explain: Bolts jam {{lock.excerpt}}.']],
  },
  {
    rule: 'reference-not-on-every-path',
    expected:
      '73:15 fixes.oil.by-hand[0]: {{lock.bolt}} is not always known: a path to `rusty` does not leave `lock` by found',
    cure: 'Write {{lock.bolt?}} where it may be absent, or lead every way through `lock`.',
    patch: [
      ["by-hand: ['oil {{container}}']", "by-hand: ['oil {{lock.bolt}}']"],
      ['see: [gate]', 'fixes: [oil]'],
    ],
  },
  {
    rule: 'not-found-unhandled',
    expected: '18:3 steps.lock: nothing handles not-found (the house has no door)',
    cure: 'Add `not-found:` with a step, a diagnosis or `inconclusive`.',
    patch: [['    not-found: no-door\n', '']],
  },
  {
    rule: 'not-found-impossible',
    expected: '34:16 steps.hinges.not-found: `door.hinges` never says not-found',
    cure: 'Take the line out; what it finds, and what it cannot see, have rows of their own.',
    patch: [['probe: door.hinges', 'not-found: inconclusive\n    probe: door.hinges']],
  },
  {
    rule: 'not-exhaustive',
    expected: '22:5 steps.lock.found: no row takes state "shut"',
    cure: 'Add rows for these, or a last row without `when:`.',
    patch: [['      - when: {state: shut}\n        go: hinges\n', '']],
  },
  {
    rule: 'not-exhaustive',
    expected: '36:5 steps.hinges.found: no row takes squeak false',
    cure: 'Add rows for these, or a last row without `when:`.',
    patch: [
      ["      - because: 'nothing is to be seen on the hinges'\n        go: inconclusive\n", ''],
    ],
  },
  {
    rule: 'dead-row',
    expected:
      '28:9 steps.lock.found[2]: this row is never taken: a row above holds whenever this one does',
    cure: 'Take it out, or move it up.',
    patch: [
      ['{state: shut}', '{state: open}'],
      ['        go: hinges\n', '        go: hinges\n      - go: hinges\n'],
    ],
  },
  {
    rule: 'dead-row',
    expected:
      '30:9 steps.lock.found[3]: this row is never taken: rows above take every state that it is for',
    cure: 'Take it out, or move it up.',
    patch: [['        go: hinges\n', '        go: hinges\n      - go: hinges\n']],
  },
  {
    rule: 'dead-row',
    expected:
      '40:9 steps.hinges.found[1]: this row is never taken: a row above holds whenever this one does',
    cure: 'Take it out, or move it up.',
    patch: [['{rust: {above: 3}}\n        go: rusty\n', '{squeak: true}\n        go: rusty\n']],
  },
  {
    rule: 'otherwise-diagnoses',
    expected:
      '28:9 steps.lock.found[2]: whatever state is left over leads to the diagnosis `works`',
    cure: 'Write out the values that prove it: "open".',
    patch: [
      [
        'when: {state: open}\n        go: works\n      - when: {state: shut}\n        go: hinges',
        'when: {state: shut}\n        go: hinges\n      - go: works',
      ],
    ],
  },
  {
    rule: 'blind-to-diagnosis',
    expected:
      '31:17 steps.lock.permission: a step that could not see leads to the diagnosis `no-door`',
    cure: 'Lead it to a step that looks another way, or leave it out: then it is inconclusive.',
    patch: [['permission: hinges', 'permission: no-door']],
  },
  {
    rule: 'unexplained-inconclusive',
    expected: '43:13 steps.hinges.found[2]: it ends as inconclusive and does not say why',
    cure: 'Add `because:` with what remains open.',
    patch: [["because: 'nothing is to be seen on the hinges'\n        go", 'go']],
  },
  {
    rule: 'cycle',
    expected: '29:13 steps.lock.found[2].go: `hinges` leads back to `lock`',
    cure: 'A path may pass a step once: ask again under another id, or end here.',
    patch: [['go: inconclusive', 'go: lock']],
  },
  {
    rule: 'cycle',
    expected: '34:11 steps.hinges.flow: door → door',
    cure: 'A flow may not run itself, not by another flow either: take one of these steps out.',
    patch: [
      ['probe: door.hinges\n    with: {house', 'flow: door\n    with: {container'],
      [", key: '{{key}}', secret: '{{lock.code?}}'}", '}'],
    ],
  },
  {
    rule: 'unreachable',
    expected: '52:3 diagnoses.rusty: no way leads here from `lock`',
    cure: 'Let a row lead to it, or take it out.',
    patch: [
      [
        '        go: rusty\n        confidence: likely',
        '        go: jammed\n        confidence: likely',
      ],
      ['        go: rusty\n', '        go: jammed\n'],
    ],
  },
  {
    rule: 'unreachable',
    expected: '32:3 steps.hinges: no way leads here from `lock`',
    cure: 'Let a row lead to it, or take it out.',
    patch: [
      ['go: hinges', 'go: jammed'],
      ['permission: hinges', 'permission: inconclusive'],
    ],
  },
  {
    rule: 'evidence-not-on-every-path',
    expected: '50:22 diagnoses.jammed.evidence[1]: a path to `jammed` does not pass `hinges`',
    cure: 'Every path passes `lock`: cite these, or split the diagnosis.',
    patch: [['evidence: [lock]\n    fixes', 'evidence: [lock, hinges]\n    fixes']],
  },
  {
    rule: 'unoffered-fix',
    expected: '69:3 fixes.oil: no diagnosis offers it',
    cure: 'Name it under `fixes:` of a diagnosis, or take it out.',
    patch: [['    fixes: [oil]\n', '']],
  },
  {
    rule: 'unknown-fix',
    expected: '51:18 diagnoses.jammed.fixes[1]: there is no fix `grease`',
    cure: 'There is `oil`.',
    patch: [['fixes: [oil]\n', 'fixes: [oil, grease]\n']],
  },
  {
    rule: 'fix-on-healthy',
    expected: '68:5 diagnoses.works.fixes: nothing is wrong at `works`, yet it offers a fix',
    cure: 'Take `fixes:` out.',
    patch: [['    prevent: Nothing.\n', '    prevent: Nothing.\n    fixes: [oil]\n']],
  },
  {
    rule: 'confidence-on-healthy',
    expected: '28:21 steps.lock.found[1].confidence: `works` is healthy, which has no confidence',
    cure: 'Lead what is less than certain to `inconclusive`, with `because:`.',
    patch: [['go: works', 'go: works\n        confidence: likely']],
  },
  {
    rule: 'confidence-on-healthy',
    expected: '65:17 diagnoses.works.confidence: `works` is healthy, which has no confidence',
    cure: 'Lead what is less than certain to `inconclusive`, with `because:`.',
    patch: [['verdict: healthy', 'verdict: healthy\n    confidence: possible']],
  },
  {
    rule: 'unknown-flow',
    expected: '57:11 diagnoses.rusty.see[0]: there is no other flow `gates`',
    cure: 'Did you mean `gate`?',
    patch: [['see: [gate]', 'see: [gates]']],
  },
  {
    rule: 'unused-input',
    expected: '13:3 inputs.key: no step, subject or signature uses it',
    cure: 'Take it out, or use it.',
    patch: [["key: '{{key}}', ", '']],
  },
  {
    rule: 'later-input',
    expected: '12:3 inputs.door: it refers to `key`, which is not known before it',
    cure: 'Write `key` above `door`.',
    patch: [["'Which door of {{container}}?'", "'Which door of {{key}}?'"]],
  },
  {
    rule: 'unknown-field',
    expected: '9:19 subjects.where[0].when: there is no field `rusty`',
    cure: 'There is `container`, `id`, `image`, `state`, `health`, `status`, `project`, `service`, `folder`, `files`, `created`, `exit`, ….',
    patch: [['{texts: {above: 0}}', '{rusty: true}']],
  },
  {
    rule: 'unknown-value',
    expected: '9:27 subjects.where[0].when.health: it is never "ill"',
    cure: 'There is `starting`, `healthy`, `unhealthy`.',
    patch: [['{texts: {above: 0}}', '{health: ill}']],
  },
  {
    rule: 'bad-regex',
    expected:
      '9:36 subjects.where[0].when.image.matches: error parsing regexp: missing closing ): `(`',
    cure: 'Expressions are RE2: `(?P<name>…)`, no look-around, no back-references.',
    patch: [['{texts: {above: 0}}', "{image: {matches: '('}}"]],
  },
  {
    rule: 'unknown-group',
    expected: '5:14 signatures[1]: the group `portal` fills no input',
    cure: 'There is `container`, `door`, `key`. Or make it a plain group: `(?:…)`.',
    patch: [['(?P<door>', '(?P<portal>']],
  },
  {
    rule: 'signature-without-guard',
    expected: '4:5 signatures[0]: no run of 13 plain bytes is in every match',
    cure: 'Write a longer literal part, or name one as `guard:`.',
    patch: [['contains: the door refuses to open', 'contains: no door']],
  },
  {
    rule: 'signature-without-guard',
    expected: '5:5 signatures[1]: no run of 13 plain bytes is in every match',
    cure: 'Write a longer literal part, or name one as `guard:`.',
    patch: [['is jammed for good', 'is jam']],
  },
  {
    rule: 'doubled-id',
    expected: '70:3 fixes.lock: steps.lock has this id already',
    cure: 'Inputs, steps, diagnoses and fixes share one namespace: rename one of them.',
    patch: [
      ['  oil:\n', '  lock:\n'],
      ['fixes: [oil]', 'fixes: [lock]'],
    ],
  },
  {
    rule: 'unknown-key',
    expected: '74:5 fixes.oil: there is no key `unod` here',
    cure: 'Did you mean `undo`?',
    patch: [['    undo: Wipe', '    unod: Wipe']],
  },
  {
    rule: 'missing-key',
    expected: '70:3 fixes.oil: `title` is missing',
    cure: 'Add `title:`.',
    patch: [['    title: Oil the bolt\n', '']],
  },
  {
    rule: 'wrong-value',
    expected: '72:11 fixes.oil.risk: Invalid option: expected one of "safe"|"downtime"|"data"',
    cure: 'Write a value of that kind.',
    patch: [['risk: safe', 'risk: none']],
  },
  {
    rule: 'bad-id',
    expected: '58:3 diagnoses.NoDoor: an id must be words in kebab-case',
    cure: 'Use small letters, digits and dashes, beginning with a letter.',
    patch: [['  no-door:\n', '  NoDoor:\n']],
  },
  {
    rule: 'doubled-key',
    expected: '73:5 this key stands twice',
    cure: 'Keep one of them.',
    patch: [['    risk: safe\n', '    risk: safe\n    risk: data\n']],
  },
  {
    rule: 'bad-yaml',
    expected: '1:8 Nested mappings are not allowed in compact mappings',
    cure: 'Text with `{{`, `: ` or ` #` in it stands in quotes.',
    patch: [['title: The door does not open', 'title: The door: shut']],
  },
  {
    rule: 'unknown-action',
    expected: '76:18 fixes.oil.apply[0].action: there is no action `door.oyl`',
    cure: 'Did you mean `door.oil`?',
    patch: [['action: door.oil', 'action: door.oyl']],
  },
  {
    rule: 'unknown-argument',
    expected: '76:59 fixes.oil.apply[0].with.drop: it takes no argument `drop`',
    cure: 'Did you mean `drops`?',
    patch: [['drops: 3', 'drop: 3']],
  },
  {
    rule: 'missing-argument',
    expected: '76:28 fixes.oil.apply[0].with: the argument `house` is not given',
    cure: 'Add `house:` under `with:`.',
    patch: [["{house: '{{container}}', drops: 3}", '{drops: 3}']],
  },
  {
    rule: 'wrong-argument',
    expected:
      '76:66 fixes.oil.apply[0].with.drops: Invalid input: expected number, received string',
    cure: 'Give a value that it takes.',
    patch: [['drops: 3', 'drops: many']],
  },
  {
    rule: 'wrong-argument',
    expected: '76:66 fixes.oil.apply[0].with.drops: it takes a number, and is given a string',
    cure: 'Refer to a value of that kind.',
    patch: [['drops: 3', "drops: '{{lock.bolt}}'"]],
  },
  {
    rule: 'reference-not-on-every-path',
    expected:
      '76:42 fixes.oil.apply[0].with.house: {{lock.bolt}} is not always known: a path to `rusty` does not leave `lock` by found',
    cure: 'Write {{lock.bolt?}} where it may be absent, or lead every way through `lock`.',
    patch: [
      ['    see: [gate]', '    fixes: [oil]'],
      ["with: {house: '{{container}}', drops: 3}", "with: {house: '{{lock.bolt}}', drops: 3}"],
    ],
  },
  {
    rule: 'irreversible-without-reason',
    expected: '76:9 fixes.oil.apply[0]: `door.burn` cannot be undone, and the fix does not say so',
    cure: 'Say under `cannot-undo:` what does not come back, and why.',
    patch: [
      [
        "action: door.oil, with: {house: '{{container}}', drops: 3}",
        "action: door.burn, with: {house: '{{container}}'}",
      ],
    ],
  },
  {
    rule: 'by-hand-in-between',
    expected: '77:18 fixes.oil.apply[1].action: a person would have to step in between',
    cure: 'Put what is done by hand first, or into a fix of its own.',
    patch: [
      [
        "      - {action: door.oil, with: {house: '{{container}}', drops: 3}}\n",
        "      - {action: door.oil, with: {house: '{{container}}', drops: 3}}\n      - {action: manual, with: {steps: [one]}}\n",
      ],
    ],
  },
  {
    rule: 'empty-fix',
    expected: '70:3 fixes.oil: it has nothing to do',
    cure: 'Name actions under `apply:`, or lines to type under `by-hand:`.',
    patch: [
      ["    by-hand: ['oil {{container}}']\n    undo: Wipe it off.\n", ''],
      [
        "    apply:\n      - {action: door.oil, with: {house: '{{container}}', drops: 3}}\n    verify: {step: lock, when: {state: open}, within: 5s, for: 500ms}\n",
        '',
      ],
    ],
  },
  {
    rule: 'no-way-back',
    expected: '70:3 fixes.oil: it is carried out by hand, and does not say how it is undone',
    cure: 'Say it in words under `undo:`.',
    patch: [
      ['    undo: Wipe it off.\n', ''],
      [
        "    apply:\n      - {action: door.oil, with: {house: '{{container}}', drops: 3}}\n    verify: {step: lock, when: {state: open}, within: 5s, for: 500ms}\n",
        '',
      ],
    ],
  },
  {
    rule: 'duplicate-id',
    expected: '76:7 fixes.oil.ask.lock: something else has this name',
    cure: 'Give it another.',
    patch: [
      [
        '    undo: Wipe it off.\n',
        '    undo: Wipe it off.\n    ask:\n      lock: {ask: Which lock?, kind: text}\n',
      ],
    ],
  },
  {
    rule: 'unused-in-fix',
    expected: '76:7 fixes.oil.look.again: no call refers to it',
    cure: 'Leave it out.',
    patch: [
      [
        '    undo: Wipe it off.\n',
        "    undo: Wipe it off.\n    look:\n      again: {probe: door.lock, with: {house: '{{container}}'}}\n",
      ],
    ],
  },
  {
    rule: 'unknown-probe',
    expected: '76:22 fixes.oil.look.again.probe: there is no probe `door.lok`',
    cure: 'Did you mean `door.lock`?',
    patch: [
      [
        '    undo: Wipe it off.\n',
        "    undo: Wipe it off.\n    look:\n      again: {probe: door.lok, with: {house: '{{container}}'}}\n",
      ],
    ],
  },
  {
    rule: 'unknown-field',
    expected:
      '78:42 fixes.oil.apply[0].with.house: {{again.blot}} is not known: the step `again` finds no `blot`',
    cure: 'Did you mean `bolt`?',
    patch: [
      [
        '    undo: Wipe it off.\n',
        "    undo: Wipe it off.\n    look:\n      again: {probe: door.lock, with: {house: '{{container}}'}}\n",
      ],
      ["with: {house: '{{container}}', drops: 3}", "with: {house: '{{again.blot}}', drops: 3}"],
    ],
  },
  {
    rule: 'unverified-fix',
    expected: '70:3 fixes.oil: nothing proves that it helped',
    cure: 'Name under `verify:` the step that showed the fault, and what it must now find.',
    patch: [['    verify: {step: lock, when: {state: open}, within: 5s, for: 500ms}\n', '']],
  },
  {
    rule: 'unknown-target',
    expected: '77:20 fixes.oil.verify.step: there is no step `lok`',
    cure: 'Did you mean `lock`?',
    patch: [['step: lock', 'step: lok']],
  },
  {
    rule: 'unknown-field',
    expected: '77:33 fixes.oil.verify.when: there is no field `stat`',
    cure: 'Did you mean `state`?',
    patch: [['step: lock, when: {state: open}', 'step: lock, when: {stat: open}']],
  },
  {
    rule: 'unknown-value',
    expected: '77:40 fixes.oil.verify.when.state: it is never "ajar"',
    cure: 'There is `jammed`, `open`, `shut`.',
    patch: [['step: lock, when: {state: open}', 'step: lock, when: {state: ajar}']],
  },
  {
    rule: 'unmeetable-verify',
    expected: '77:35 fixes.oil.verify.outcome: `lock` never proves anything by timeout',
    cure: 'Say what the step must find, under `when:`.',
    patch: [['step: lock, when: {state: open}', 'step: lock, outcome: timeout']],
  },
  {
    rule: 'unmeetable-verify',
    expected: '77:46 fixes.oil.verify.when: what is not found has no data',
    cure: 'Say what the step must find, under `when:`.',
    patch: [
      ['step: lock, when: {state: open}', 'step: lock, outcome: not-found, when: {state: open}'],
    ],
  },
  {
    rule: 'unmeetable-verify',
    expected: '77:20 fixes.oil.verify.step: `hinges` asks a whole flow',
    cure: 'Name a step that asks a probe.',
    patch: [
      [
        "    probe: door.hinges\n    with: {house: '{{container}}', key: '{{key}}', secret: '{{lock.code?}}'}",
        "    flow: gate\n    with: {container: '{{container}}'}",
      ],
      ['step: lock, when: {state: open}', 'step: hinges, when: {verdict: healthy}'],
    ],
  },
];
