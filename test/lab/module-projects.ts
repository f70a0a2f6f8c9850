import type { Fault } from './fault.ts';
import { faultOf, type FixStory } from './fix-story.ts';
import type { Ground } from './ground.ts';
import { installed, logHolds, site, type Files } from './modules.ts';

// Faults of module-not-found in compose projects whose images are built here, so that a fix can
// build and make them anew.

/** The container that does not find a module. */
export const api = (ground: Ground): string => `${ground.name}-api-1`;
const image = (ground: Ground): string => `${ground.name}/api`;

const main = 'import time\nimport redis\nprint("up", flush=True)\ntime.sleep(600)\n';

/** What the image is built from. */
const sources = async (
  ground: Ground,
  files: Files,
  lines: readonly string[] = [],
): Promise<void> => {
  for (const [path, content] of Object.entries(files)) {
    await ground.write(`build/root${path}`, content, 0o755);
  }
  const dockerfile = ['FROM lab/python', 'ENV PYTHONDONTWRITEBYTECODE=1', 'COPY root/ /', ...lines];
  await ground.write('build/Dockerfile', `${dockerfile.join('\n')}\n`);
};

/** The project, as a person writes it, up with what is built from its sources. */
const project = async (
  ground: Ground,
  more: readonly string[] = [],
  command = "['python', 'main.py']",
): Promise<void> => {
  const file = [
    '# the shop',
    'services:',
    '  api:',
    `    image: ${image(ground)}`,
    '    build: ./build',
    `    command: ${command}`,
    '    init: true',
    '    restart: always',
    '    stop_grace_period: 1s',
    ...more,
    '',
  ];
  await ground.write('compose.yaml', file.join('\n'));
  await ground.compose(['up', '--detach', '--build']);
  ground.defer(() => ground.docker(['rmi', '-f', `rollback:${api(ground)}`], { reject: false }));
};

const says = (ground: Ground, module = 'redis') =>
  logHolds(ground, api(ground), `No module named '${module}'`);

const fault = (diagnosis: string, arrange: (ground: Ground) => Promise<unknown>) => {
  const made: Fault = {
    about: 'A compose project with a fault of this test.',
    images: ['lab/python'],
    arrange: async (ground) => {
      await arrange(ground);
      return {};
    },
    expect: { diagnosis, absent: ['Kestrel-Harbor-71'] },
  };
  return faultOf(`module-not-found/${diagnosis}`, made);
};

/** Each with the fix that the program carries out by itself. */
export const moduleStories: readonly Pick<FixStory, 'fix' | 'fault'>[] = [
  {
    fix: 'recreate',
    fault: fault('image-is-older', async (ground) => {
      await sources(ground, { '/app/main.py': main });
      await project(ground);
      await says(ground);
      await sources(ground, installed('redis', '5.0.1'));
      await ground.compose(['build', '--quiet']);
      await ground.compose(['restart', '--timeout', '0']);
    }),
  },
  {
    fix: 'rebuild',
    fault: fault('package-not-installed', async (ground) => {
      await sources(ground, { '/app/main.py': main });
      await project(ground);
      await says(ground);
      // Somebody added it, and `up -d` builds nothing anew.
      await sources(ground, installed('redis', '5.0.1'));
      await ground.compose(['up', '--detach']);
    }),
  },
  {
    fix: 'take-mount-away',
    fault: fault('hidden-by-mount', async (ground) => {
      await sources(ground, { ...installed('redis', '5.0.1'), '/app/main.py': main });
      await ground.write('old/README.txt', 'packages of last year\n');
      await project(ground, [
        '    volumes:',
        '      - ./kept:/kept',
        `      - ./old:${site}:ro # vendored`,
      ]);
      await says(ground);
    }),
  },
  {
    fix: 'search-the-folder',
    fault: fault('folder-not-searched', async (ground) => {
      const worker = '#!/usr/local/bin/python\nimport shop.jobs, time\ntime.sleep(600)\n';
      await sources(ground, {
        '/app/shop/__init__.py': '',
        '/app/shop/jobs.py': '',
        '/usr/local/bin/worker': worker,
      });
      await project(
        ground,
        ['    environment:', "      TOKEN: 'Kestrel-Harbor-71' # of the shop"],
        'worker',
      );
      await says(ground, 'shop');
    }),
  },
  {
    fix: 'put-it-first-in-path',
    fault: fault('other-interpreter', async (ground) => {
      await sources(
        ground,
        {
          '/app/main.py': main,
          '/opt/venv/lib/python3.11/site-packages/redis/__init__.py': '',
          '/opt/venv/pyvenv.cfg':
            'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\n',
        },
        ['RUN mkdir -p /opt/venv/bin && ln -s /usr/bin/python3.11 /opt/venv/bin/python'],
      );
      await project(ground);
      await says(ground);
    }),
  },
];

/** One where a person must change the sources first. */
export const otherName = fault('distribution-name-differs', async (ground) => {
  await sources(ground, {
    ...installed('python_dateutil', '2.9.0', 'dateutil'),
    '/app/main.py': 'import python_dateutil\n',
  });
  await project(ground);
  await says(ground, 'python_dateutil');
});
