import { spawn } from 'node:child_process';
import { execa } from 'execa';

/** A network of its own behind a link that takes its time; needs root and /dev/net/tun. */
export type SlowLink = {
  /** Where the far end is reached; whoever listens on it stands behind the link. */
  readonly address: string;
  /** Before a command that runs at the far end. */
  readonly enter: readonly string[];
  stop(): Promise<void>;
};

/**
 * Two tunnels, one here and one in a network of its own, and a relay that holds every packet for
 * half a round trip. Real TCP runs over it: a packet that waits for an acknowledgement (Nagle) waits
 * a whole round trip, which a proxy that passes bytes on would hide.
 */
const relay = `
import ctypes, fcntl, heapq, os, select, struct, subprocess, sys, time
name, delay, here, there = sys.argv[1], float(sys.argv[2]) / 2000, sys.argv[3], sys.argv[4]
def tunnel(device):
    fd = os.open('/dev/net/tun', os.O_RDWR)
    fcntl.ioctl(fd, 0x400454ca, struct.pack('16sH14s', device.encode(), 0x1001, b''))
    return fd
def up(device, own, peer, enter=()):
    for command in (['ip', 'addr', 'add', own, 'peer', peer, 'dev', device], ['ip', 'link', 'set', device, 'up']):
        subprocess.check_call([*enter, *command])
near = tunnel(name)
up(name, here, there)
libc = ctypes.CDLL(None, use_errno=True)
if libc.setns(os.open('/var/run/netns/' + name, os.O_RDONLY), 0) != 0: sys.exit('setns')
far = tunnel(name)
subprocess.check_call(['ip', 'link', 'set', 'lo', 'up'])
up(name, there, here)
print('ready', flush=True)
queue, count = [], 0
while True:
    wait = max(0, queue[0][0] - time.monotonic()) if queue else None
    for fd in select.select([near, far], [], [], wait)[0]:
        count += 1
        heapq.heappush(queue, (time.monotonic() + delay, count, far if fd == near else near, os.read(fd, 65536)))
    while queue and queue[0][0] <= time.monotonic():
        _, _, fd, packet = heapq.heappop(queue)
        os.write(fd, packet)
`;

export const slowLink = async (roundTripMs: number): Promise<SlowLink> => {
  const name = `lab${Math.random().toString(36).slice(2, 10)}`;
  const number = () => Math.floor(Math.random() * 250) + 1;
  // A range for measurements of networks, which is nobody's.
  const network = `198.18.${number()}.${number() & ~3}`;
  const [here, address] = [1, 2].map((last) =>
    network.replace(/\d+$/, (at) => String(Number(at) + last)),
  );
  if (here === undefined || address === undefined) throw new Error('no address');
  await execa('ip', ['netns', 'add', name]);
  const child = spawn('python3', ['-c', relay, name, String(roundTripMs), here, address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const isReady = await Promise.race([
    new Promise<true>((resolve) => child.stdout.once('data', () => resolve(true))),
    ended.then(() => false),
  ]);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await execa('ip', ['netns', 'del', name], { reject: false });
  };
  if (!isReady) {
    await stop();
    throw new Error('the slow link did not come up');
  }
  return { address, enter: ['ip', 'netns', 'exec', name], stop };
};
