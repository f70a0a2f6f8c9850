import { connect } from '../../src/transports/connect.ts';

// Asks one request as whoever runs this program, and prints the reply: run as another user by
// tests that run as root.
const [docker = '', request = ''] = process.argv.slice(2);
const { wire } = await connect({ kind: 'local', docker }, process.env, { session: 'a-test' });
const [reply] = wire.send([{ request: JSON.parse(request), signal: new AbortController().signal }]);
console.log(JSON.stringify(await reply));
await wire.close();
