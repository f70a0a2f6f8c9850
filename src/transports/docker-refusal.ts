import type { Endpoint } from './docker-endpoint.ts';
import { codeOf, networkRefusal, refusal, timedOut, wordsOf, type Refusal } from './failure.ts';

/** Why an engine could not be asked: no right, nobody there, or nobody who answers. */
export const engineRefusal = (error: unknown, { url, because }: Endpoint): Refusal => {
  const subject = `docker engine at ${url}`;
  const words = wordsOf(error);
  const code = codeOf(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM': {
      const detail = `permission denied while trying to connect to the Docker daemon socket at ${url}: ${words}`;
      return refusal('permission', subject, detail, ['docker-group', 'sudo']);
    }
    case 'ENOENT':
    case 'ECONNREFUSED': {
      const detail = `Cannot connect to the Docker daemon at ${url} (from ${because}). Is the docker daemon running? ${words}`;
      return refusal('unreachable', subject, detail, ['start-engine']);
    }
    case 'ENOTDIR':
    case 'ENOTSOCK':
      return refusal('unreachable', subject, `${url} is no socket of an engine: ${words}`);
    case 'ABORT_ERR':
      return timedOut(
        subject,
        `the Docker daemon at ${url} took the connection and did not answer`,
      );
    default:
      return networkRefusal(error, subject);
  }
};
