import { probeNamed } from '../../src/probes/index.ts';
import { connect } from '../../src/transports/connect.ts';
import { readOnly } from '../../src/transports/read-only.ts';
import { over } from './told.ts';

// Asks one probe, once for each set of arguments, as whoever runs this program and in whatever
// namespace; prints the results.
const [name = '', ...asked] = process.argv.slice(2);
const { wire } = await connect({ kind: 'local', docker: '/nowhere.sock' }, process.env, {
  session: 'a-test',
});
const probe = probeNamed(name);
if (!probe) throw new Error(`no probe is called ${name}`);
const results = [];
for (const args of asked) results.push(await over(readOnly(wire), probe, JSON.parse(args)));
console.log(JSON.stringify(results));
await wire.close();
