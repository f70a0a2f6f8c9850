/** A piece of the bundle, as esbuild has split it. */
export type Piece = {
  /** CommonJS. */
  readonly code: string;
  /** The pieces that it requires at once. */
  readonly needs: readonly string[];
  /** Several pieces need it, and none imports it by itself. */
  readonly isShared: boolean;
};

/** Reading a file, finding it before and its compiled code after, costs as much as so much code. */
const smallBytes = 48 * 1024;

/**
 * Puts the small shared pieces into every file that needs them: a command then reads two or three
 * files instead of twenty. A piece that lies in several files is still made once, by whichever file
 * is read first, so that its classes and its state exist once.
 */
export function joinPieces(pieces: ReadonlyMap<string, Piece>): ReadonlyMap<string, string> {
  const isSmall = (name: string): boolean => {
    const piece = pieces.get(name);
    return piece !== undefined && piece.isShared && piece.code.length < smallBytes;
  };
  const files = new Map<string, string>();
  for (const [name, { code }] of pieces) {
    const parts = [...neededBy(name, pieces)].filter(isSmall).sort();
    const text = [...parts.map((part) => kept(part, pieces)), strict(code)].join('\n');
    files.set(name, `"use strict";${registry}\n${taking(text, isSmall)}`);
  }
  return files;
}

/** Everything that is required before a piece is ready. */
export function neededBy(
  name: string,
  pieces: ReadonlyMap<string, Pick<Piece, 'needs'>>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const need of pieces.get(next)?.needs ?? []) {
      if (need === name || found.has(need)) continue;
      found.add(need);
      waiting.push(need);
    }
  }
  return found;
}

/**
 * What is shared by all files of one process: `keep` tells where a piece's code is, `take` runs it
 * the first time it is asked for. One that no file brought along has a file of its own.
 */
// Longer names than anything in a piece: they stand in one scope.
const registry = `const{keep:__keepPiece,take:__takePiece}=globalThis[Symbol.for("deploy-doctor.pieces")]??=(()=>{
const bodies={},made={};
return{keep(name,body){bodies[name]??=body},take(name,load){
if(made[name])return made[name].exports;
if(!bodies[name])return load(name);
const module=made[name]={exports:{}};
bodies[name](module,load);
return module.exports}}})();`;

function kept(name: string, pieces: ReadonlyMap<string, Piece>): string {
  const code = strict(pieces.get(name)?.code ?? '');
  return `__keepPiece(${JSON.stringify(place(name))},function(module,require){\n${code}\n});`;
}

/** The whole file is strict. */
function strict(code: string): string {
  return code.replace(/^"use strict";/, '');
}

function taking(text: string, isSmall: (name: string) => boolean): string {
  return text.replace(/\brequire\("(\.\/[\w.-]+)"\)/g, (whole, place: string) =>
    isSmall(`cli/${place.slice(2)}`) ? `__takePiece("${place}",require)` : whole,
  );
}

/** All pieces lie in one folder. */
function place(name: string): string {
  return name.replace(/^cli\//, './');
}
