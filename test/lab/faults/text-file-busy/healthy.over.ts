import { job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'A container says in its log that the script was busy; the upload has ended since.',
  images: ['lab/busybox'],
  async arrange(ground) {
    await ground.write('bin/job.sh', job, 0o755);
    const name = `${ground.name}-job`;
    const mount = `${ground.dir}/bin:/w`;
    const command = 'exec 9>>/w/job.sh; /w/job.sh; exec 9>&-; /w/job.sh; sleep 1000';
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
    await ground.until('it was busy, and ran', async () => {
      const { stdout, stderr } = await ground.docker(['logs', name]);
      return stderr.includes('Text file busy') && stdout.includes('done') ? true : undefined;
    });
    return {};
  },
  expect: { outcome: 'healthy', diagnosis: 'free-now', ruledOut: ['writer-holds-file'] },
};
