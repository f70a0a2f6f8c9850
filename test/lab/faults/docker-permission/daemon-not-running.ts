import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  about: 'The engine is gone, and left its socket behind.',
  async arrange(ground) {
    const file = `${ground.dir}/left-behind.sock`;
    // A process that dies leaves the file; one that closes in good order takes it away.
    const code = `require('net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await ground.start([process.execPath, '-e', code]);
    await ground.until('the socket is left behind', async () => {
      const { exitCode } = await ground.docker(['-H', `unix://${file}`, 'version'], {
        reject: false,
      });
      return exitCode === 0 ? undefined : true;
    });
    return { inputs: { file }, env: { DOCKER_CONFIG: `${ground.dir}/no-contexts` } };
  },
  expect: {
    diagnosis: 'daemon-not-running',
    confidence: 'confirmed',
    evidence: ['Cannot connect to the Docker daemon'],
    ruledOut: ['not-in-group', 'group-not-active', 'sudo-only', 'other-context', 'allowed'],
  },
};
