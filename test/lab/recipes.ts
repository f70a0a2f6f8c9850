import { fileURLToPath } from 'node:url';

/** What an image is made of. Its text is its identity: an unchanged recipe is not made again. */
export type Recipe = {
  readonly about: string;
  /** Debian packages; the libraries that they need come along. */
  readonly packages: readonly string[];
  /** Files to copy into the image, executable: path there → path here. */
  readonly copies?: Readonly<Record<string, string>>;
  /** Files of the packages under another name: new path → path in the package. */
  readonly renames?: Readonly<Record<string, string>>;
  /** Files to write: path → content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Symbolic links: path → what it points to. */
  readonly links?: Readonly<Record<string, string>>;
  /** Every applet of busybox becomes a link in /bin. */
  readonly applets?: true;
  /** Paths to leave out. */
  readonly without?: readonly string[];
  /** Instructions in the words of a Dockerfile. */
  readonly changes: readonly string[];
};

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8';
const users = {
  'etc/passwd':
    'root:x:0:0:root:/root:/bin/sh\n' +
    'postgres:x:999:999::/var/lib/postgresql:/bin/sh\n' +
    'nobody:x:65534:65534:nobody:/:/bin/false\n',
  'etc/group': 'root:x:0:\npostgres:x:999:\nnogroup:x:65534:\n',
  'etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};
/** What a slim Debian image has: a shell and the usual small programs, neither curl nor wget. */
const slim = ['dash', 'bash', 'coreutils', 'grep', 'sed', 'findutils', 'libc-bin'];

export const recipes = {
  'lab/busybox': {
    about: 'A shell and small programs, wget among them; no libc.',
    packages: ['busybox-static'],
    applets: true,
    files: users,
    changes: ['ENV PATH=/bin', 'CMD ["sh"]'],
  },
  'lab/static': {
    about: 'One program, an HTTP server on port 8080, and nothing else: no shell.',
    packages: ['busybox-static'],
    renames: { httpd: 'bin/busybox' }, // busybox is the applet that it is named after
    files: { 'www/index.html': 'ok\n' },
    without: ['bin', 'usr'],
    changes: ['CMD ["/httpd", "-f", "-v", "-p", "8080", "-h", "/www"]', 'EXPOSE 8080'],
  },
  'lab/postgres': {
    about: 'PostgreSQL 15 whose first start and settings are those of the official image.',
    packages: [...slim, 'util-linux', 'postgresql-15', 'postgresql-client-15', 'tzdata'],
    copies: { 'usr/local/bin/docker-entrypoint.sh': beside('images/postgres-entrypoint.sh') },
    files: users,
    // The compiler of queries would bring 100 MB of LLVM.
    without: ['usr/lib/postgresql/15/lib/llvmjit.so', 'usr/lib/postgresql/15/lib/bitcode'],
    changes: [
      'ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'ENV LANG=C.UTF-8 PG_MAJOR=15 PGDATA=/var/lib/postgresql/data',
      'VOLUME /var/lib/postgresql/data',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
      'EXPOSE 5432',
    ],
  },
  'lab/redis': {
    about: 'Redis 7.',
    packages: [...slim, 'redis-server', 'redis-tools'],
    files: users,
    changes: [path, 'CMD ["redis-server", "--bind", "*", "--protected-mode", "no"]', 'EXPOSE 6379'],
  },
  'lab/python': {
    about: 'Python 3.11 with two homes for modules; neither curl nor wget.',
    packages: [
      ...slim,
      'python3-minimal',
      'python3.11-minimal',
      'libpython3.11-minimal',
      'libpython3.11-stdlib',
    ],
    files: {
      ...users,
      // Debian's Python looks in dist-packages only; images of Docker Hub keep modules here.
      'usr/lib/python3/dist-packages/site-packages.pth':
        '/usr/local/lib/python3.11/site-packages\n',
      'usr/local/lib/python3.11/site-packages/README.txt': 'Modules of applications.\n',
    },
    links: {
      'usr/local/bin/python': '/usr/bin/python3.11',
      'usr/local/bin/python3': '/usr/bin/python3.11',
    },
    changes: [path, 'WORKDIR /app', 'CMD ["python3"]'],
  },
  'lab/node': {
    about: 'The Node that runs the tests; neither curl nor wget.',
    packages: [...slim, 'libstdc++6', 'libgcc-s1', 'libc6'],
    copies: { 'usr/local/bin/node': beside('../../node_modules/node/bin/node') },
    files: users,
    changes: [path, 'WORKDIR /app', 'CMD ["node"]'],
  },
  'lab/sshd': {
    about: 'A host in a container: an sshd whose configuration, keys and docker CLI are mounted.',
    packages: [...slim, 'openssh-server'],
    files: {
      ...users,
      'etc/passwd': `${users['etc/passwd']}sshd:x:100:65534::/run/sshd:/bin/false\n`,
    },
    changes: [path, 'CMD ["/usr/sbin/sshd", "-D", "-e", "-f", "/lab/sshd_config"]'],
  },
  'lab/curl': {
    about: 'A shell and curl; no wget.',
    packages: [...slim, 'curl'],
    files: users,
    changes: [path, 'CMD ["sh"]'],
  },
} satisfies Record<string, Recipe>;

export type ImageName = keyof typeof recipes;
export const imageNames = Object.keys(recipes) as ImageName[];
