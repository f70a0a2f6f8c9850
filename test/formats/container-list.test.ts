import { expect, it } from 'vitest';
import { containersIn } from '../../src/formats/container-list.ts';

it('a list of containers holds a mark of what Compose made each from, not the hash itself', () => {
  const listed = {
    ...{ Id: 'a'.repeat(64), Names: ['/shop-api-1'], Image: 'shop/api', State: 'running' },
    ...{ Status: 'Up 3 days', Created: 1 },
    Labels: { 'com.docker.compose.config-hash': 'f00d', 'com.docker.compose.version': '2.26.1' },
  };
  const read = containersIn([listed], (text) => `mark of ${text}`);
  expect(read).toMatchObject({
    data: [{ definition: 'mark of f00d', composedBy: '2.26.1', upSeconds: 259_200 }],
  });
});
