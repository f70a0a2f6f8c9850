import type { Fault } from '../../fault.ts';
import { fault as older } from './volume-keeps-old-password.ts';

export const fault: Fault = {
  ...older,
  about: 'The same on a newer engine.',
  engine: '26',
};
