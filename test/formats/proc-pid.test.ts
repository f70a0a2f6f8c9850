import { expect, test } from 'vitest';
import { userNames } from '../../src/formats/proc-pid.ts';

test('of several users with one number the first gives it its name', () => {
  const names = userNames(
    'root:x:0:0:root:/root:/bin/bash\nada:x:1000:1000::/home/ada:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n',
  );
  expect([...names]).toEqual([
    [0, 'root'],
    [1000, 'ada'],
  ]);
});
