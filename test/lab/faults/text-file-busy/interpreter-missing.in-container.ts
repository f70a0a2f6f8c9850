import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The script asks for bash, which the image does not have.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await ground.write('bin/job.sh', '#!/usr/bin/env bash\necho done\n', 0o755);
    const name = `${ground.name}-app`;
    const mount = `${ground.dir}/bin:/w`;
    const command = 'mkdir -p /usr/bin; ln -s /bin/env /usr/bin/env; /w/job.sh; sleep 1000';
    await ground.docker([
      'run',
      '-d',
      '--name',
      name,
      '-v',
      mount,
      'lab/busybox',
      'sh',
      '-c',
      command,
    ]);
    await ground.until('it is refused', async () => {
      const { stderr } = await ground.docker(['logs', name]);
      return stderr.includes("can't execute 'bash'") ? true : undefined;
    });
    return { inputs: { container: name, file: '/w/job.sh' } };
  },
  expect: {
    diagnosis: 'interpreter-missing',
    confidence: 'confirmed',
    evidence: ['bash: missing'],
    ruledOut: ['writer-holds-file', 'writer-out-of-sight', 'not-executable', 'free-now'],
  },
};
