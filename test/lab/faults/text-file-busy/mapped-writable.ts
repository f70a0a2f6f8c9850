import { execa } from 'execa';
import { busy, job } from '../../busy.ts';
import type { Fault } from '../../fault.ts';

/** Python's own mmap keeps a descriptor; the C library's does not. */
const mapper = [
  'import ctypes, os, sys, time',
  'libc = ctypes.CDLL(None, use_errno=True)',
  'libc.mmap.restype = ctypes.c_void_p',
  'libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]',
  'file = os.open(sys.argv[1], os.O_RDWR)',
  'assert libc.mmap(None, 4096, 3, 1, file, 0) != ctypes.c_void_p(-1).value',
  'os.close(file)',
  'time.sleep(1000)',
].join('\n');

export const fault: Fault = {
  about:
    'A tool patches the script in memory: it is mapped for writing, and no descriptor is open.',
  async arrange(ground) {
    const file = await ground.write('job.sh', job, 0o755);
    await ground.start(['python3', '-c', mapper, file]);
    await busy(ground, file);
    return { inputs: { file } };
  },
  expect: {
    diagnosis: 'mapped-writable',
    confidence: 'confirmed',
    evidence: ['has it mapped for writing (/proc/'],
    ruledOut: ['writer-holds-file', 'writer-out-of-sight', 'target-is-running', 'free-now'],
  },
  notCures: [
    {
      what: 'sync, or a sleep before the start',
      apply: (ground) => execa('sh', ['-c', 'sync; sleep 2'], { cwd: ground.dir }),
    },
  ],
};
