import { clearCase, standingCases } from './cases.ts';
import { findEngine, startEngine, stopEngine, type Engine, type EngineChoice } from './engine.ts';
import { faultIds, loadFault } from './faults.ts';
import { ensureImage } from './images.ts';
import { commandOn } from './program.ts';
import { imageNames } from './recipes.ts';
import { record } from './record.ts';
import { stage } from './stage.ts';

const usage = `npm run lab -- up                    start the engine, make the images
npm run lab -- <flow>/<diagnosis>    make one fault true, and leave it standing
npm run lab -- record <folder> <id>… record sessions on faults, to practise on
npm run lab -- list                  the faults, and those that stand
npm run lab -- clean                 remove every fault that stands
npm run lab -- down                  clean, and stop the engines that the lab started`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const quote = (word: string) =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

async function theEngine(version?: '26'): Promise<Engine> {
  const engine = await startEngine(version === undefined ? {} : { version });
  if (engine === undefined) throw new Error('There is no Docker Engine to work with.');
  return engine;
}

/** Every engine that the lab may have started. */
const choices: readonly EngineChoice[] = [
  {},
  { version: '26' },
  { apart: 'healthy' },
  { version: '26', apart: 'healthy' },
  { apart: 'wizard' },
  { apart: 'record' },
  { apart: 'left' },
  { apart: 'fleet' },
];

async function standingEngines(): Promise<Engine[]> {
  const engines = await Promise.all(choices.map(findEngine));
  return engines.filter((engine) => engine !== undefined);
}

async function up(): Promise<void> {
  const engine = await theEngine();
  for (const name of imageNames) say(await ensureImage(engine, name));
  say(`Docker Engine ${engine.version} stands. To use it:`);
  for (const name of ['DOCKER_HOST', 'DOCKER_CONFIG'])
    say(`  export ${name}=${engine.env[name] ?? ''}`);
}

/** Makes a fault true and prints how to look at it; nothing is cleared until `clean`. */
async function show(id: string): Promise<void> {
  const named = await loadFault(id);
  const engine = await theEngine(named.fault.engine);
  const { ground, asking } = await stage(engine, named);
  const { argv, env, cwd } = await commandOn(ground, ['run', named.flow], asking);
  const own = ['DOCKER_HOST', 'DOCKER_CONFIG', ...Object.keys(asking.env ?? {})];
  const settings = own.map((name) => `${name}=${quote(env[name] ?? '')}`);
  say(`\n${named.fault.about}\nIt stands as ${ground.name}. The wizard on it:\n`);
  say(`  cd ${quote(cwd)} && env ${[...settings, ...argv.map(quote)].join(' ')}\n`);
  say(
    `Expected: ${named.fault.expect.diagnosis ?? 'no diagnosis'}. To remove it: npm run lab -- clean`,
  );
}

async function clean(): Promise<void> {
  const engines = await standingEngines();
  for (const standing of await standingCases()) {
    for (const engine of engines) await clearCase(engine, standing);
    say(`removed ${standing.name}`);
  }
}

async function list(): Promise<void> {
  for (const id of await faultIds()) say(`${id}  ${(await loadFault(id)).fault.about}`);
  const standing = (await standingCases()).map(({ name }) => name);
  say(standing.length === 0 ? 'None stands.' : `Standing: ${standing.join(', ')}`);
}

async function down(): Promise<void> {
  await clean();
  for (const choice of choices) await stopEngine(choice);
}

const commands: Readonly<Record<string, () => Promise<void>>> = { up, list, clean, down };
const [word = '', ...rest] = process.argv.slice(2);
const ids = await faultIds();
const command = commands[word];
const unknown = (word === 'record' ? rest.slice(1) : [word]).filter((id) => !ids.includes(id));
if (command !== undefined && rest.length === 0) {
  await command();
} else if (word === 'record' && rest.length > 1 && unknown.length === 0) {
  const [folder = '', ...wanted] = rest;
  for (const id of wanted) say(await record(await loadFault(id), folder));
} else if (rest.length === 0 && unknown.length === 0) {
  await show(word);
} else {
  const words = unknown.filter((id) => id !== '').join(', ');
  if (words !== '') process.stderr.write(`No such fault: ${words}. See: npm run lab -- list\n\n`);
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
}
