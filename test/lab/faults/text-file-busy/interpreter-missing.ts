import { execute } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The script came from Windows: its shebang ends in CR LF.',
  async arrange(ground) {
    const file = await ground.write('job.sh', '#!/bin/sh\r\necho done\r\n', 0o755);
    await ground.until('it is refused', async () =>
      /bad interpreter|required file not found|No such file/.test(await execute(file))
        ? true
        : undefined,
    );
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'interpreter-missing',
    confidence: 'confirmed',
    evidence: ['#!/bin/sh␍'],
    ruledOut: ['writer-holds-file', 'writer-out-of-sight', 'not-executable', 'free-now'],
  },
};
