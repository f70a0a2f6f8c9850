import type { Context } from '../../core/probe.ts';
import type { FileStat } from '../../core/target.ts';
import { joined } from '../../formats/paths.ts';
import { listFolder, readText } from './file-stat.ts';

/** Where projects keep what deploys them, besides their own folder. */
const folders = ['', 'scripts', 'deploy', 'bin', 'ci', '.github/workflows'];
const script = /(?:^(?:Makefile|justfile|deploy[\w.-]*)|\.(?:sh|bash|mk))$/;
const workflow = /\.ya?ml$/;
/** What a fix left beside a file is not what deploys. */
const isBackup = (name: string): boolean => /\.before-[0-9a-f]{8}$|\.(?:bak|orig|old)$/.test(name);
const most = 40;
const maxBytes = 256 * 1024;

/** What may deploy a project, from its folder on the target; bounded. */
export const deployScripts = async (
  context: Context,
  projects: readonly string[],
): Promise<readonly { readonly path: string; readonly text: string }[]> => {
  const places = projects.flatMap((project) => folders.map((folder) => joined(project, folder)));
  const listed = await Promise.all(
    places.map(async (place) => {
      const listing = await listFolder(context, place);
      const entries = listing.ok ? listing.value.entries : [];
      return entries
        .filter((entry) => isScript(place, entry))
        .map(({ name }) => joined(place, name));
    }),
  );
  const paths = [...new Set(listed.flat())].slice(0, most);
  const read = await Promise.all(
    paths.map(async (path) => {
      const text = await readText(context, path, { maxBytes });
      return text.ok ? [{ path, text: text.value }] : [];
    }),
  );
  return read.flat();
};

const isScript = (place: string, { name, type, size }: FileStat): boolean =>
  type === 'file' &&
  size <= maxBytes &&
  !isBackup(name) &&
  (place.endsWith('/workflows') ? workflow.test(name) : script.test(name));
