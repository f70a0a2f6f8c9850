import { start } from './start.ts';
import { terminal } from './terminal.ts';

// npm run bench -- <name> [rounds]. README.md says what is compared, and how.
const benches: Readonly<Record<string, (rounds: number) => Promise<void>>> = { start, terminal };

const [name = '', rounds = '15'] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(
    `npm run bench -- <name> [rounds], where <name> is ${Object.keys(benches).join(' or ')}`,
  );
  process.exitCode = 2;
} else {
  await bench(Number(rounds));
}
