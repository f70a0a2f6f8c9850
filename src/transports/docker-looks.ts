import { only, type Command } from './argument-rules.ts';

const format = ['--format', '-f', '--filter'];
const listing: Command = { flags: ['-a', '--all', '-q', '--quiet', '--no-trunc'], valued: format };

const compose: Command = {
  flags: ['--all-resources', '--compatibility', '--verbose', '--no-ansi', '--version', '--help'],
  valued: [
    ...['-f', '--file', '-p', '--project-name', '--project-directory'],
    ...['--profile', '--env-file', '--ansi', '--progress', '--parallel'],
  ],
  bare: true,
  commands: {
    config: {
      flags: [
        ...['-q', '--quiet', '--no-interpolate', '--no-normalize', '--no-path-resolution'],
        ...['--no-consistency', '--no-env-resolution', '--services', '--volumes', '--profiles'],
        ...['--images', '--environment', '--variables', '--networks', '--models'],
      ],
      valued: ['--format', '--hash'],
    },
    version: { flags: ['--short'], valued: ['-f', '--format'] },
    ps: {
      flags: ['-a', '--all', '-q', '--quiet', '--services', '--no-trunc', '--orphans'],
      valued: ['--format', '--filter', '--status'],
    },
    ls: { flags: ['-a', '--all', '-q', '--quiet'], valued: ['--format', '--filter'] },
    images: { flags: ['-q', '--quiet'], valued: ['--format'] },
    'docker-cli-plugin-metadata': {},
  },
};

const docker: Command = {
  flags: ['-D', '--debug', '--tls', '--tlsverify', '--version', '-v', '--help'],
  valued: [
    ...['-H', '--host', '-c', '--context', '--config', '-l', '--log-level'],
    ...['--tlscacert', '--tlscert', '--tlskey'],
  ],
  bare: true,
  commands: {
    compose,
    context: { commands: { ls: listing, show: {}, inspect: { valued: ['-f', '--format'] } } },
    info: { valued: ['-f', '--format'] },
    version: { valued: ['-f', '--format'] },
    inspect: { flags: ['-s', '--size'], valued: ['-f', '--format', '--type'] },
    ps: listing,
    images: listing,
  },
};

/** Looks of the docker CLI, and of compose on its own (v1, or v2 installed apart). */
export const dockerLooks = { docker: only(docker), compose: only(compose) };
