/** Paths inside containers: absolute, with slashes, whatever this machine's own are like. */

/** `.` and `..` taken out, one slash between names; a relative path begins at `from`. */
export const joined = (from: string, path: string): string => {
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${from}/${path}`).split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..') names.pop();
    else names.push(name);
  }
  return `/${names.join('/')}`;
};

export const parentOf = (path: string): string => joined(path, '..');

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Is it the folder itself, or below it? */
export const isWithin = (path: string, folder: string): boolean =>
  folder === '/' || path === folder || path.startsWith(`${folder}/`);

/** The part of a path below a folder, beginning with a slash; empty for the folder itself. */
export const below = (path: string, folder: string): string =>
  folder === '/' ? (path === '/' ? '' : path) : path.slice(folder.length);
