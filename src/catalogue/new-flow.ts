/** A flow to begin with: it lints clean, its cases hold, and each line waits to be replaced. */
export const newFlow = (id: string): Readonly<Record<string, string>> => ({
  'flow.yaml': flowText(id),
  'cases/is-unhealthy.yaml': caseText(
    'The symptom is there, and so is its cause.',
    'unhealthy',
    'diagnosis: is-unhealthy\n  confidence: confirmed\n  ruled-out: [works-now]',
  ),
  'cases/works-now.yaml': caseText(
    'The same words stand in the log, and the container has recovered since.',
    'healthy',
    'diagnosis: works-now',
    'near-miss: true\n',
  ),
  'cases/engine-out-of-sight.yaml': `about: The engine does not let us look, so nothing is known.
inputs: {container: shop-api-1}
answers:
  health:
    permission: {subject: /var/run/docker.sock, detail: 'connect EACCES /var/run/docker.sock', unblock: [docker-group]}
expect:
  outcome: inconclusive
  not-ruled-out: [is-unhealthy]
`,
});

const flowText = (id: string): string => `# yaml-language-server: $schema=../flow.schema.json
title: What the operator sees, in one line
about: >-
  The mechanism behind the symptom, in words that hold on another host.

# Texts that name this flow: at least 13 plain bytes that the error really prints.
signatures:
  - contains: '${id}: the very words of the error'

# What the flow is asked about, strongest reason first.
subjects:
  each: container
  where:
    - when: {texts: {above: 0}}
    - when: {health: unhealthy}

inputs:
  container: {ask: Which container shows it?, kind: container}

# The first step proves that the fault exists. Each outcome leads somewhere.
steps:
  health:
    title: Look at the health of {{container}}
    probe: container.health
    with: {container: '{{container}}'}
    found:
      - {when: {verdict: unhealthy}, go: is-unhealthy}
      - {when: {verdict: healthy}, go: works-now}
      - because: its health says neither yes nor no
        go: inconclusive
    not-found: inconclusive

diagnoses:
  is-unhealthy:
    title: What is wrong with {{container}}, never the cure
    explain: Why this happens.
    prevent: One habit, or one line of configuration.
    evidence: [health]
    fixes: [look-closer]

  works-now:
    verdict: healthy
    title: '{{container}} works now'
    explain: What was seen that proves it.
    prevent: What keeps it so.
    evidence: [health]

fixes:
  look-closer:
    title: Do what cures it
    risk: safe
    by-hand:
      - docker inspect {{container}}
    undo: It changes nothing.
`;

const caseText = (
  about: string,
  verdict: string,
  expect: string,
  mark = '',
): string => `about: ${about}
${mark}inputs: {container: shop-api-1}
answers:
  health:
    found:
      verdict: ${verdict}
      line: wget -q http://localhost/health
      tools: [wget]
      failure: none
      contradicts: false
      discards: false
      always-zero: false
      streak: ${verdict === 'unhealthy' ? 3 : 0}
      timeout-ms: 30000
      interval-ms: 30000
      patience-ms: 90000
      up-ms: 600000
      excerpt: ''
expect:
  ${expect}
`;
