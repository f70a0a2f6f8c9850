import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about:
    'A process in the container holds a script of the container open, under a name of its own.',
  images: ['lab/busybox'],
  async arrange(ground) {
    const name = `${ground.name}-app`;
    const command =
      'mkdir /opt; printf "#!/bin/sh\\necho done\\n" > /opt/job.sh; chmod 755 /opt/job.sh; exec 9>>/opt/job.sh; echo held; sleep 1000';
    await ground.docker(['run', '-d', '--name', name, 'lab/busybox', 'sh', '-c', command]);
    await ground.until('the script is busy', async () => {
      const { stdout, stderr } = await ground.docker(['exec', name, '/opt/job.sh'], {
        reject: false,
      });
      return /text file busy/.test(stdout + stderr) ? true : undefined;
    });
    return { inputs: { container: name, file: '/opt/job.sh' } };
  },
  expect: {
    diagnosis: 'writer-holds-file',
    confidence: 'confirmed',
    evidence: ['in container ddtext-writer-holds-file-own-lay', '/fd/9'],
    ruledOut: ['writer-out-of-sight', 'free-now'],
  },
};
