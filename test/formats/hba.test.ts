import { describe, expect, it } from 'vitest';
import { hbaAnswer, type HbaRule } from '../../src/formats/hba.ts';

const rule = (text: string, line = 1): HbaRule => {
  const [type = '', database = '', user = '', address = '', netmask = '', method = ''] =
    text.split(' ');
  return {
    line_number: line,
    type,
    database: database.split(','),
    user_name: user.split(','),
    address,
    netmask,
    auth_method: method,
    error: null,
  };
};
const asked = { user: 'app', database: 'shop', address: '172.19.0.3', tls: false };
const answer = (rules: readonly string[], over = {}): string => {
  const said = hbaAnswer(
    rules.map((text, at) => rule(text, at + 1)),
    { ...asked, ...over },
  );
  return said.verdict === 'entry' ? `${said.method}@${said.line}` : said.verdict;
};

describe('the rules of a server', () => {
  const image = [
    'local all all   trust',
    'host all all 127.0.0.1 255.255.255.255 trust',
    'host all all ::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff trust',
    'host replication all 127.0.0.1 255.255.255.255 trust',
    'host all all all  scram-sha-256',
  ];
  it.each([
    ['of the official image trust the loopback', image, { address: '127.0.0.1' }, 'trust@2'],
    ['of the official image ask the network for a password', image, {}, 'scram-sha-256@5'],
    ['of the official image trust ::1', image, { address: '::1' }, 'trust@3'],
    ['may name other networks only', ['host all all 10.0.0.0 255.0.0.0 md5'], {}, 'none'],
    ['may name this network', ['host all all 172.16.0.0 255.240.0.0 md5'], {}, 'md5@1'],
    ['may name other databases only', ['host other all all  md5'], {}, 'none'],
    [
      'may name the database of the role',
      ['host sameuser all all  md5'],
      { database: 'app' },
      'md5@1',
    ],
    ['may name another role', ['host all admin all  md5'], {}, 'none'],
    ['may want encryption', ['hostssl all all all  md5'], {}, 'none'],
    ['may want encryption, and get it', ['hostssl all all all  md5'], { tls: true }, 'md5@1'],
    ['may want none', ['hostnossl all all all  md5'], { tls: true }, 'none'],
    [
      'count in their order',
      ['host all app all  reject', 'host all all all  trust'],
      {},
      'reject@1',
    ],
    [
      'may go by membership',
      ['host all +staff all  md5', 'host all all all  trust'],
      {},
      'unknown',
    ],
    ['may go by a name of a host', ['host all all db.example.com  md5'], {}, 'unknown'],
    ['may go by the network', ['host all all samenet  md5'], {}, 'unknown'],
    [
      'that cannot match do not make it unknown',
      ['host other +staff all  md5', 'host all all all  md5'],
      {},
      'md5@2',
    ],
    [
      'compare IPv6 as well',
      ['host all all fd00:1:: ffff:ffff:: md5'],
      { address: 'fd00:1::5' },
      'md5@1',
    ],
    ['are none', [], {}, 'none'],
  ])('%s', (_, rules, over, wanted) => {
    expect(answer(rules, over)).toBe(wanted);
  });

  it('are not known where a line has an error', () => {
    const broken = {
      ...rule('host all all all  md5'),
      error: 'end-of-line before authentication method',
    };
    expect(hbaAnswer([broken], asked).verdict).toBe('unknown');
  });
});
