import { existsSync } from 'node:fs';
import { isRoot } from './folder.ts';
import { hostNeeds } from './parts.ts';

/** Before the first test: two that install at once would stand in each other's way. */
export default async function beforeAll(): Promise<void> {
  if (isRoot && existsSync('/usr/bin/apt-get')) await hostNeeds();
}
