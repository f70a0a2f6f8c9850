import { hosts } from './hosts.ts';
import { lookup } from './lookup.ts';
import { ssh } from './ssh.ts';
import { start } from './start.ts';
import { terminal } from './terminal.ts';

type Bench = (rounds: number, more?: string) => Promise<void>;

// npm run bench -- <name> [rounds]. README.md says what is compared, and how.
const benches: Readonly<Record<string, Bench>> = { start, terminal, lookup, ssh, hosts };

const [name = '', given, more] = process.argv.slice(2);
/** A round over slow links, or of long logs, takes minutes. */
const rounds = given ?? (name === 'start' || name === 'terminal' ? '15' : '3');
const bench = benches[name];
if (bench === undefined) {
  console.error(
    `npm run bench -- <name> [rounds], where <name> is ${Object.keys(benches).join(' or ')}`,
  );
  process.exitCode = 2;
} else {
  await bench(Number(rounds), more);
}
